import {
  keysCreate,
  keysList,
  keysRevoke,
  projectNamed
} from "./chunk-VCECDFOT.js";
import "./chunk-HBFN5NJC.js";
import "./chunk-RGMR4MMJ.js";
import "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import "./chunk-GIBBXKZB.js";
import "./chunk-G7AHUBSA.js";
import "./chunk-4GUCQG4F.js";
import "./chunk-ACZ6WXDB.js";
import "./chunk-W7CHYDER.js";
import "./chunk-WBISP5MS.js";
import "./chunk-NJY3V7LK.js";
import "./chunk-LSDVCCXR.js";
import "./chunk-XEEEK6BS.js";
import "./chunk-JTDSTLHP.js";
import "./chunk-U24FAMIY.js";
import "./chunk-4C6KPEZU.js";
import "./chunk-CRV3CMGJ.js";
import "./chunk-WMUK4SMF.js";
import "./chunk-GVQ2XIRA.js";
import "./chunk-CY4EMPPW.js";
import "./chunk-QDFT3GVT.js";
import "./chunk-LJ2TMMZ3.js";
import "./chunk-57FZXIKZ.js";
export {
  keysCreate,
  keysList,
  keysRevoke,
  projectNamed
};
