import {
  require_node_assert
} from "./chunk-UZ2VFOO5.js";
import {
  require_node_util
} from "./chunk-ZUL2YD3U.js";
import {
  require_node_net
} from "./chunk-GVQ2XIRA.js";
import {
  require_node_fs
} from "./chunk-CY4EMPPW.js";
import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// node_modules/mmdb-lib/lib/utils.js
var require_utils = __commonJS({
  "node_modules/mmdb-lib/lib/utils.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var legacyErrorMessage = `Maxmind v2 module has changed API.
Upgrade instructions can be found here: https://github.com/runk/node-maxmind/wiki/Migration-guide
If you want to use legacy library then explicitly install maxmind@1`, assert = (condition, message) => {
      if (!condition)
        throw new Error(message);
    };
    exports.default = {
      assert,
      legacyErrorMessage
    };
  }
});

// node_modules/mmdb-lib/lib/decoder.js
var require_decoder = __commonJS({
  "node_modules/mmdb-lib/lib/decoder.js"(exports) {
    "use strict";
    var __importDefault = exports && exports.__importDefault || function(mod) {
      return mod && mod.__esModule ? mod : { default: mod };
    };
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var utils_1 = __importDefault(require_utils());
    utils_1.default.assert(typeof BigInt < "u", "Apparently you are using old version of node. Please upgrade to node 10.4.x or above.");
    var MAX_INT_32 = 2147483647, DataType;
    (function(DataType2) {
      DataType2[DataType2.Extended = 0] = "Extended", DataType2[DataType2.Pointer = 1] = "Pointer", DataType2[DataType2.Utf8String = 2] = "Utf8String", DataType2[DataType2.Double = 3] = "Double", DataType2[DataType2.Bytes = 4] = "Bytes", DataType2[DataType2.Uint16 = 5] = "Uint16", DataType2[DataType2.Uint32 = 6] = "Uint32", DataType2[DataType2.Map = 7] = "Map", DataType2[DataType2.Int32 = 8] = "Int32", DataType2[DataType2.Uint64 = 9] = "Uint64", DataType2[DataType2.Uint128 = 10] = "Uint128", DataType2[DataType2.Array = 11] = "Array", DataType2[DataType2.Container = 12] = "Container", DataType2[DataType2.EndMarker = 13] = "EndMarker", DataType2[DataType2.Boolean = 14] = "Boolean", DataType2[DataType2.Float = 15] = "Float";
    })(DataType || (DataType = {}));
    var pointerValueOffset = [0, 2048, 526336, 0], noCache = {
      get: () => {
      },
      set: () => {
      }
    }, cursor = (value, offset) => ({ value, offset }), Decoder = class {
      constructor(db, baseOffset = 0, cache = noCache) {
        this.telemetry = {}, utils_1.default.assert(!!db, "Database buffer is required"), this.db = db, this.baseOffset = baseOffset, this.cache = cache;
      }
      decode(offset) {
        let tmp, ctrlByte = this.db[offset++], type = ctrlByte >> 5;
        if (type === DataType.Pointer)
          return tmp = this.decodePointer(ctrlByte, offset), cursor(this.decodeFast(tmp.value).value, tmp.offset);
        if (type === DataType.Extended) {
          if (tmp = this.db[offset] + 7, tmp < 8)
            throw new Error("Invalid Extended Type at offset " + offset + " val " + tmp);
          type = tmp, offset++;
        }
        let size = this.sizeFromCtrlByte(ctrlByte, offset);
        return this.decodeByType(type, size.offset, size.value);
      }
      decodeFast(offset) {
        let cached = this.cache.get(offset);
        if (cached)
          return cached;
        let result = this.decode(offset);
        return this.cache.set(offset, result), result;
      }
      decodeByType(type, offset, size) {
        let newOffset = offset + size;
        switch (type) {
          case DataType.Utf8String:
            return cursor(this.decodeString(offset, size), newOffset);
          case DataType.Map:
            return this.decodeMap(size, offset);
          case DataType.Uint32:
            return cursor(this.decodeUint(offset, size), newOffset);
          case DataType.Double:
            return cursor(this.decodeDouble(offset), newOffset);
          case DataType.Array:
            return this.decodeArray(size, offset);
          case DataType.Boolean:
            return cursor(this.decodeBoolean(size), offset);
          case DataType.Float:
            return cursor(this.decodeFloat(offset), newOffset);
          case DataType.Bytes:
            return cursor(this.decodeBytes(offset, size), newOffset);
          case DataType.Uint16:
            return cursor(this.decodeUint(offset, size), newOffset);
          case DataType.Int32:
            return cursor(this.decodeInt32(offset, size), newOffset);
          case DataType.Uint64:
            return cursor(this.decodeBigUint(offset, size), newOffset);
          case DataType.Uint128:
            return cursor(this.decodeBigUint(offset, size), newOffset);
        }
        throw new Error("Unknown type " + type + " at offset " + offset);
      }
      sizeFromCtrlByte(ctrlByte, offset) {
        let size = ctrlByte & 31;
        return size < 29 ? cursor(size, offset) : size === 29 ? cursor(29 + this.db[offset], offset + 1) : size === 30 ? cursor(285 + this.db.readUInt16BE(offset), offset + 2) : cursor(65821 + this.db.readUIntBE(offset, 3), offset + 3);
      }
      decodeBytes(offset, size) {
        return this.db.subarray(offset, offset + size);
      }
      decodePointer(ctrlByte, offset) {
        let pointerSize = ctrlByte >> 3 & 3, pointer = this.baseOffset + pointerValueOffset[pointerSize], packed = 0;
        return pointerSize === 0 ? packed = (ctrlByte & 7) << 8 | this.db[offset] : pointerSize === 1 ? packed = (ctrlByte & 7) << 16 | this.db.readUInt16BE(offset) : pointerSize === 2 ? packed = (ctrlByte & 7) << 24 | this.db.readUIntBE(offset, 3) : packed = this.db.readUInt32BE(offset), offset += pointerSize + 1, cursor(pointer + packed, offset);
      }
      decodeArray(size, offset) {
        let tmp, array = new Array(size);
        for (let i = 0; i < size; i++)
          tmp = this.decode(offset), offset = tmp.offset, array[i] = tmp.value;
        return cursor(array, offset);
      }
      decodeBoolean(size) {
        return size !== 0;
      }
      decodeDouble(offset) {
        return this.db.readDoubleBE(offset);
      }
      decodeFloat(offset) {
        return this.db.readFloatBE(offset);
      }
      decodeMap(size, offset) {
        let tmp, key, map = {};
        for (let i = 0; i < size; i++)
          tmp = this.decode(offset), key = tmp.value, tmp = this.decode(tmp.offset), offset = tmp.offset, map[key] = tmp.value;
        return cursor(map, offset);
      }
      decodeInt32(offset, size) {
        return size === 0 ? 0 : size < 4 ? this.db.readUIntBE(offset, size) : this.db.readInt32BE(offset);
      }
      decodeUint(offset, size) {
        if (size === 0)
          return 0;
        if (size <= 4)
          return this.db.readUIntBE(offset, size);
        throw new Error(`Invalid size for unsigned integer: ${size}`);
      }
      decodeString(offset, size) {
        let newOffset = offset + size;
        return newOffset >= MAX_INT_32 ? this.db.subarray(offset, newOffset).toString("utf8") : this.db.toString("utf8", offset, newOffset);
      }
      decodeBigUint(offset, size) {
        if (size > 16)
          throw new Error(`Invalid size for big unsigned integer: ${size}`);
        let integer = 0n;
        for (let i = 0; i < size; i++)
          integer <<= 8n, integer |= BigInt(this.db.readUInt8(offset + i));
        return integer;
      }
    };
    exports.default = Decoder;
  }
});

// node_modules/mmdb-lib/lib/ip.js
var require_ip = __commonJS({
  "node_modules/mmdb-lib/lib/ip.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var v4Seg = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])", v4Str = `(?:${v4Seg}\\.){3}${v4Seg}`, IPv4Reg = new RegExp(`^${v4Str}$`), v6Seg = "(?:[0-9a-fA-F]{1,4})", IPv6Reg = new RegExp(`^(?:(?:${v6Seg}:){7}(?:${v6Seg}|:)|(?:${v6Seg}:){6}(?:${v4Str}|:${v6Seg}|:)|(?:${v6Seg}:){5}(?::${v4Str}|(?::${v6Seg}){1,2}|:)|(?:${v6Seg}:){4}(?:(?::${v6Seg}){0,1}:${v4Str}|(?::${v6Seg}){1,3}|:)|(?:${v6Seg}:){3}(?:(?::${v6Seg}){0,2}:${v4Str}|(?::${v6Seg}){1,4}|:)|(?:${v6Seg}:){2}(?:(?::${v6Seg}){0,3}:${v4Str}|(?::${v6Seg}){1,5}|:)|(?:${v6Seg}:){1}(?:(?::${v6Seg}){0,4}:${v4Str}|(?::${v6Seg}){1,6}|:)|(?::(?:(?::${v6Seg}){0,5}:${v4Str}|(?::${v6Seg}){1,7}|:)))(?:%[0-9a-zA-Z-.:]{1,})?$`), parseIPv4 = (input) => {
      let ip = input.split(".", 4), o0 = parseInt(ip[0]), o1 = parseInt(ip[1]), o2 = parseInt(ip[2]), o3 = parseInt(ip[3]);
      return [o0, o1, o2, o3];
    }, hex = (v) => {
      let h = parseInt(v, 10).toString(16);
      return h.length === 2 ? h : "0" + h;
    }, parseIPv6 = (input) => {
      let addr = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], i, parsed, chunk, ip = input.indexOf(".") > -1 ? input.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (match, a, b, c, d) => hex(a) + hex(b) + ":" + hex(c) + hex(d)) : input, [left, right] = ip.split("::", 2);
      if (left)
        for (parsed = left.split(":"), i = 0; i < parsed.length; i++)
          chunk = parseInt(parsed[i], 16), addr[i * 2] = chunk >> 8, addr[i * 2 + 1] = chunk & 255;
      if (right) {
        parsed = right.split(":");
        let offset = 16 - parsed.length * 2;
        for (i = 0; i < parsed.length; i++)
          chunk = parseInt(parsed[i], 16), addr[offset + i * 2] = chunk >> 8, addr[offset + (i * 2 + 1)] = chunk & 255;
      }
      return addr;
    }, parse = (ip) => ip.indexOf(":") === -1 ? parseIPv4(ip) : parseIPv6(ip), bitAt = (rawAddress, idx) => {
      let bufIdx = idx >> 3, bitIdx = 7 ^ idx & 7;
      return rawAddress[bufIdx] >>> bitIdx & 1;
    }, validate = (ip) => IPv4Reg.test(ip) || IPv6Reg.test(ip);
    exports.default = {
      bitAt,
      parse,
      validate
    };
  }
});

// node_modules/mmdb-lib/lib/metadata.js
var require_metadata = __commonJS({
  "node_modules/mmdb-lib/lib/metadata.js"(exports) {
    "use strict";
    var __importDefault = exports && exports.__importDefault || function(mod) {
      return mod && mod.__esModule ? mod : { default: mod };
    };
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.isLegacyFormat = exports.parseMetadata = void 0;
    var decoder_1 = __importDefault(require_decoder()), utils_1 = __importDefault(require_utils()), METADATA_START_MARKER = Buffer.from("ABCDEF4D61784D696E642E636F6D", "hex"), parseMetadata = (db) => {
      let offset = findStart(db), metadata = new decoder_1.default(db, offset).decode(offset).value;
      if (!metadata)
        throw new Error((0, exports.isLegacyFormat)(db) ? utils_1.default.legacyErrorMessage : "Cannot parse binary database");
      return utils_1.default.assert([24, 28, 32].indexOf(metadata.record_size) > -1, "Unsupported record size"), {
        binaryFormatMajorVersion: metadata.binary_format_major_version,
        binaryFormatMinorVersion: metadata.binary_format_minor_version,
        buildEpoch: new Date(Number(metadata.build_epoch) * 1e3),
        databaseType: metadata.database_type,
        description: metadata.description,
        ipVersion: metadata.ip_version,
        languages: metadata.languages,
        nodeByteSize: metadata.record_size / 4,
        nodeCount: metadata.node_count,
        recordSize: metadata.record_size,
        searchTreeSize: metadata.node_count * metadata.record_size / 4,
        // Depth depends on the IP version, it's 32 for IPv4 and 128 for IPv6.
        treeDepth: Math.pow(2, metadata.ip_version + 1)
      };
    };
    exports.parseMetadata = parseMetadata;
    var findStart = (db) => {
      let found = 0, fsize = db.length - 1, mlen = METADATA_START_MARKER.length - 1;
      for (; found <= mlen && fsize-- > 0; )
        found += db[fsize] === METADATA_START_MARKER[mlen - found] ? 1 : -found;
      return fsize + found;
    }, isLegacyFormat = (db) => {
      for (let i = 0; i < 20; i++) {
        let delim = db.slice(db.length - 3 - i, db.length - i);
        if (delim[0] === 255 && delim[1] === 255 && delim[2] === 255)
          return !0;
      }
      return !1;
    };
    exports.isLegacyFormat = isLegacyFormat;
  }
});

// node_modules/mmdb-lib/lib/reader/walker.js
var require_walker = __commonJS({
  "node_modules/mmdb-lib/lib/reader/walker.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var readNodeRight24 = (db) => (offset) => db.readUIntBE(offset + 3, 3), readNodeLeft24 = (db) => (offset) => db.readUIntBE(offset, 3), readNodeLeft28 = (db) => (offset) => (db[offset + 3] & 240) << 20 | db.readUIntBE(offset, 3), readNodeRight28 = (db) => (offset) => (db[offset + 3] & 15) << 24 | db.readUIntBE(offset + 4, 3), readNodeLeft32 = (db) => (offset) => db.readUInt32BE(offset), readNodeRight32 = (db) => (offset) => db.readUInt32BE(offset + 4);
    exports.default = (db, recordSize) => {
      switch (recordSize) {
        case 24:
          return { left: readNodeLeft24(db), right: readNodeRight24(db) };
        case 28:
          return { left: readNodeLeft28(db), right: readNodeRight28(db) };
        case 32:
          return { left: readNodeLeft32(db), right: readNodeRight32(db) };
      }
      throw new Error("Unsupported record size");
    };
  }
});

// node_modules/mmdb-lib/lib/reader/response.js
var require_response = __commonJS({
  "node_modules/mmdb-lib/lib/reader/response.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
  }
});

// node_modules/mmdb-lib/lib/index.js
var require_lib = __commonJS({
  "node_modules/mmdb-lib/lib/index.js"(exports) {
    "use strict";
    var __createBinding = exports && exports.__createBinding || (Object.create ? (function(o, m, k, k2) {
      k2 === void 0 && (k2 = k);
      var desc = Object.getOwnPropertyDescriptor(m, k);
      (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) && (desc = { enumerable: !0, get: function() {
        return m[k];
      } }), Object.defineProperty(o, k2, desc);
    }) : (function(o, m, k, k2) {
      k2 === void 0 && (k2 = k), o[k2] = m[k];
    })), __exportStar = exports && exports.__exportStar || function(m, exports2) {
      for (var p in m) p !== "default" && !Object.prototype.hasOwnProperty.call(exports2, p) && __createBinding(exports2, m, p);
    }, __importDefault = exports && exports.__importDefault || function(mod) {
      return mod && mod.__esModule ? mod : { default: mod };
    };
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Reader = void 0;
    var decoder_1 = __importDefault(require_decoder()), ip_1 = __importDefault(require_ip()), metadata_1 = require_metadata(), walker_1 = __importDefault(require_walker()), DATA_SECTION_SEPARATOR_SIZE = 16, Reader = class {
      constructor(db, opts = {}) {
        this.opts = opts, this.load(db);
      }
      load(db) {
        if (!Buffer.isBuffer(db))
          throw new Error(`mmdb-lib expects an instance of Buffer, got: ${typeof db}`);
        this.db = db, this.metadata = (0, metadata_1.parseMetadata)(this.db), this.decoder = new decoder_1.default(this.db, this.metadata.searchTreeSize + DATA_SECTION_SEPARATOR_SIZE, this.opts.cache), this.walker = (0, walker_1.default)(this.db, this.metadata.recordSize), this.ipv4StartNodeNumber = this.ipv4Start();
      }
      get(ipAddress) {
        let [data] = this.getWithPrefixLength(ipAddress);
        return data;
      }
      getWithPrefixLength(ipAddress) {
        let [pointer, prefixLength] = this.findAddressInTree(ipAddress);
        return [pointer ? this.resolveDataPointer(pointer) : null, prefixLength];
      }
      findAddressInTree(ipAddress) {
        let rawAddress = ip_1.default.parse(ipAddress), nodeCount = this.metadata.nodeCount, bitLength = rawAddress.length * 8, bit, nodeNumber = 0, offset, depth = 0;
        for (rawAddress.length === 4 && (nodeNumber = this.ipv4StartNodeNumber); depth < bitLength && nodeNumber < nodeCount; depth++)
          bit = ip_1.default.bitAt(rawAddress, depth), offset = nodeNumber * this.metadata.nodeByteSize, nodeNumber = bit ? this.walker.right(offset) : this.walker.left(offset);
        return nodeNumber > nodeCount ? [nodeNumber, depth] : [null, depth];
      }
      resolveDataPointer(pointer) {
        let resolved = pointer - this.metadata.nodeCount + this.metadata.searchTreeSize;
        return this.decoder.decodeFast(resolved).value;
      }
      ipv4Start() {
        if (this.metadata.ipVersion === 4)
          return 0;
        let nodeCount = this.metadata.nodeCount, pointer = 0, i = 0;
        for (; i < 96 && pointer < nodeCount; i++) {
          let offset = pointer * this.metadata.nodeByteSize;
          pointer = this.walker.left(offset);
        }
        return pointer;
      }
    };
    exports.Reader = Reader;
    __exportStar(require_response(), exports);
  }
});

// node_modules/tiny-lru/dist/tiny-lru.cjs
var require_tiny_lru = __commonJS({
  "node_modules/tiny-lru/dist/tiny-lru.cjs"(exports) {
    "use strict";
    var LRU = class {
      #stats;
      #onEvict;
      /**
       * Creates a new LRU cache instance.
       * Note: Constructor does not validate parameters. Use lru() factory function for parameter validation.
       *
       * @constructor
       * @param {number} [max=0] - Maximum number of items to store. 0 means unlimited.
       * @param {number} [ttl=0] - Time to live in milliseconds. 0 means no expiration.
       * @param {boolean} [resetTTL=false] - Whether to reset TTL when updating existing items via set().
       */
      constructor(max = 0, ttl = 0, resetTTL = !1) {
        this.first = null, this.items = /* @__PURE__ */ Object.create(null), this.last = null, this.max = max, this.resetTTL = resetTTL, this.size = 0, this.ttl = ttl, this.#stats = { hits: 0, misses: 0, sets: 0, deletes: 0, evictions: 0 }, this.#onEvict = null;
      }
      /**
       * Removes all items from the cache.
       *
       * @returns {LRU} The LRU instance for method chaining.
       */
      clear() {
        for (let x = this.first; x !== null; ) {
          let next = x.next;
          x.prev = null, x.next = null, x = next;
        }
        return this.first = null, this.items = /* @__PURE__ */ Object.create(null), this.last = null, this.size = 0, this.#stats.hits = 0, this.#stats.misses = 0, this.#stats.sets = 0, this.#stats.deletes = 0, this.#stats.evictions = 0, this;
      }
      /**
       * Removes an item from the cache by key.
       *
       * @param {string} key - The key of the item to delete.
       * @returns {LRU} The LRU instance for method chaining.
       */
      delete(key) {
        let item = this.items[key];
        return item !== void 0 && (delete this.items[key], this.size--, this.#stats.deletes++, this.#unlink(item), item.prev = null, item.next = null), this;
      }
      /**
       * Returns an array of [key, value] pairs for the specified keys.
       * When no keys provided, returns all entries in LRU order.
       * When keys provided, order matches the input array.
       *
       * @param {string[]} [keys=this.keys()] - Array of keys to get entries for. Defaults to all keys.
       * @returns {Array<Array<*>>} Array of [key, value] pairs.
       */
      entries(keys) {
        keys === void 0 && (keys = this.keys());
        let result = Array.from({ length: keys.length });
        for (let i = 0; i < keys.length; i++) {
          let key = keys[i], item = this.items[key];
          result[i] = [key, item !== void 0 ? item.value : void 0];
        }
        return result;
      }
      /**
       * Removes the least recently used item from the cache.
       *
       * @returns {LRU} The LRU instance for method chaining.
       */
      evict() {
        if (this.size === 0)
          return this;
        let item = this.first;
        return delete this.items[item.key], this.#stats.evictions++, --this.size === 0 ? (this.first = null, this.last = null) : this.#unlink(item), item.prev = null, item.next = null, this.#onEvict !== null && this.#onEvict({
          key: item.key,
          value: item.value,
          expiry: item.expiry
        }), this;
      }
      /**
       * Returns the expiration timestamp for a given key.
       *
       * @param {string} key - The key to check expiration for.
       * @returns {number|undefined} The expiration timestamp in milliseconds, or undefined if key doesn't exist.
       */
      expiresAt(key) {
        let item = this.items[key];
        return item !== void 0 ? item.expiry : void 0;
      }
      /**
       * Checks if an item has expired.
       *
       * @param {Object} item - The cache item to check.
       * @returns {boolean} True if the item has expired, false otherwise.
       * @private
       */
      #isExpired(item) {
        return this.ttl === 0 || item.expiry === 0 ? !1 : item.expiry <= Date.now();
      }
      /**
       * Retrieves a value from the cache by key without updating LRU order.
       * Note: Does not perform TTL checks or remove expired items.
       *
       * @param {string} key - The key to retrieve.
       * @returns {*} The value associated with the key, or undefined if not found.
       */
      peek(key) {
        let item = this.items[key];
        return item !== void 0 ? item.value : void 0;
      }
      /**
       * Retrieves a value from the cache by key. Updates the item's position to most recently used.
       *
       * @param {string} key - The key to retrieve.
       * @returns {*} The value associated with the key, or undefined if not found or expired.
       */
      get(key) {
        let item = this.items[key];
        if (item !== void 0) {
          if (!this.#isExpired(item))
            return this.moveToEnd(item), this.#stats.hits++, item.value;
          this.delete(key), this.#stats.misses++;
          return;
        }
        this.#stats.misses++;
      }
      /**
       * Checks if a key exists in the cache.
       *
       * @param {string} key - The key to check for.
       * @returns {boolean} True if the key exists and is not expired, false otherwise.
       */
      has(key) {
        let item = this.items[key];
        return item !== void 0 && !this.#isExpired(item);
      }
      /**
       * Unlinks an item from the doubly-linked list.
       * Updates first/last pointers if needed.
       * Does NOT clear the item's prev/next pointers or delete from items map.
       *
       * @private
       */
      #unlink(item) {
        item.prev !== null && (item.prev.next = item.next), item.next !== null && (item.next.prev = item.prev), this.first === item && (this.first = item.next), this.last === item && (this.last = item.prev);
      }
      /**
       * Efficiently moves an item to the end of the LRU list (most recently used position).
       * This is an internal optimization method that avoids the overhead of the full set() operation
       * when only LRU position needs to be updated.
       *
       * @param {Object} item - The cache item with prev/next pointers to reposition.
       * @private
       */
      moveToEnd(item) {
        this.last !== item && (this.#unlink(item), item.prev = this.last, item.next = null, this.last.next = item, this.last = item);
      }
      /**
       * Returns an array of all keys in the cache, ordered from least to most recently used.
       *
       * @returns {string[]} Array of keys in LRU order.
       */
      keys() {
        let result = Array.from({ length: this.size }), x = this.first, i = 0;
        for (; x !== null; )
          result[i++] = x.key, x = x.next;
        return result;
      }
      /**
       * Sets a value in the cache and returns any evicted item.
       *
       * @param {string} key - The key to set.
       * @param {*} value - The value to store.
       * @returns {Object|null} The evicted item (if any) with shape {key, value, expiry}, or null.
       */
      setWithEvicted(key, value) {
        let evicted = null, item = this.items[key];
        return item !== void 0 ? (item.value = value, this.resetTTL && (item.expiry = this.ttl > 0 ? Date.now() + this.ttl : this.ttl), this.moveToEnd(item)) : (this.max > 0 && this.size === this.max && (evicted = {
          key: this.first.key,
          value: this.first.value,
          expiry: this.first.expiry
        }, this.evict()), item = this.items[key] = {
          expiry: this.ttl > 0 ? Date.now() + this.ttl : this.ttl,
          key,
          prev: this.last,
          next: null,
          value
        }, ++this.size === 1 ? this.first = item : this.last.next = item, this.last = item), this.#stats.sets++, evicted;
      }
      /**
       * Sets a value in the cache. Updates the item's position to most recently used.
       *
       * @param {string} key - The key to set.
       * @param {*} value - The value to store.
       * @returns {LRU} The LRU instance for method chaining.
       */
      set(key, value) {
        let item = this.items[key];
        return item !== void 0 ? (item.value = value, this.resetTTL && (item.expiry = this.ttl > 0 ? Date.now() + this.ttl : this.ttl), this.moveToEnd(item)) : (this.max > 0 && this.size === this.max && this.evict(), item = this.items[key] = {
          expiry: this.ttl > 0 ? Date.now() + this.ttl : this.ttl,
          key,
          prev: this.last,
          next: null,
          value
        }, ++this.size === 1 ? this.first = item : this.last.next = item, this.last = item), this.#stats.sets++, this;
      }
      /**
       * Returns an array of all values in the cache for the specified keys.
       * When no keys provided, returns all values in LRU order.
       * When keys provided, order matches the input array.
       *
       * @param {string[]} [keys] - Array of keys to get values for. Defaults to all keys.
       * @returns {Array<*>} Array of values corresponding to the keys.
       */
      values(keys) {
        if (keys === void 0) {
          let result2 = Array.from({ length: this.size }), i = 0;
          for (let x = this.first; x !== null; x = x.next)
            result2[i++] = x.value;
          return result2;
        }
        let result = Array.from({ length: keys.length });
        for (let i = 0; i < keys.length; i++) {
          let item = this.items[keys[i]];
          result[i] = item !== void 0 ? item.value : void 0;
        }
        return result;
      }
      /**
       * Iterate over cache items in LRU order (least to most recent).
       * Note: This method directly accesses items from the linked list without calling
       * get() or peek(), so it does not update LRU order or check TTL expiration during iteration.
       *
       * @param {function(*, any, LRU): void} callback - Function to call for each item. Signature: callback(value, key, cache)
       * @param {Object} [thisArg] - Value to use as `this` when executing callback.
       * @returns {LRU} The LRU instance for method chaining.
       */
      forEach(callback, thisArg) {
        for (let x = this.first; x !== null; x = x.next)
          callback.call(thisArg, x.value, x.key, this);
        return this;
      }
      /**
       * Batch retrieve multiple items.
       *
       * @param {string[]} keys - Array of keys to retrieve.
       * @returns {Object} Object mapping keys to values (undefined for missing/expired keys).
       */
      getMany(keys) {
        let result = /* @__PURE__ */ Object.create(null);
        for (let i = 0; i < keys.length; i++) {
          let key = keys[i];
          result[key] = this.get(key);
        }
        return result;
      }
      /**
       * Batch existence check - returns true if ALL keys exist.
       *
       * @param {string[]} keys - Array of keys to check.
       * @returns {boolean} True if all keys exist and are not expired.
       */
      hasAll(keys) {
        for (let i = 0; i < keys.length; i++)
          if (!this.has(keys[i]))
            return !1;
        return !0;
      }
      /**
       * Batch existence check - returns true if ANY key exists.
       *
       * @param {string[]} keys - Array of keys to check.
       * @returns {boolean} True if any key exists and is not expired.
       */
      hasAny(keys) {
        for (let i = 0; i < keys.length; i++)
          if (this.has(keys[i]))
            return !0;
        return !1;
      }
      /**
       * Remove expired items without affecting LRU order.
       * Unlike get(), this does not move items to the end.
       *
       * @returns {number} Number of expired items removed.
       */
      cleanup() {
        if (this.ttl === 0 || this.size === 0)
          return 0;
        let removed = 0;
        for (let x = this.first; x !== null; ) {
          let next = x.next;
          if (this.#isExpired(x)) {
            let key = x.key;
            this.items[key] !== void 0 && (delete this.items[key], this.size--, removed++, this.#unlink(x), x.prev = null, x.next = null);
          }
          x = next;
        }
        return removed > 0 && this.#rebuildList(), removed;
      }
      /**
       * Serialize cache to JSON-compatible format.
       *
       * @returns {Array<{key: any, value: *, expiry: number}>} Array of cache items.
       */
      toJSON() {
        let result = [];
        for (let x = this.first; x !== null; x = x.next)
          result.push({
            key: x.key,
            value: x.value,
            expiry: x.expiry
          });
        return result;
      }
      /**
       * Get cache statistics.
       *
       * @returns {Object} Statistics object with hits, misses, sets, deletes, evictions counts.
       */
      stats() {
        return { ...this.#stats };
      }
      /**
       * Register callback for evicted items.
       *
       * @param {function(Object): void} callback - Function called when item is evicted. Receives {key, value, expiry}.
       * @returns {LRU} The LRU instance for method chaining.
       */
      onEvict(callback) {
        if (typeof callback != "function")
          throw new TypeError("onEvict callback must be a function");
        return this.#onEvict = callback, this;
      }
      /**
       * Get counts of items by TTL status.
       *
       * @returns {Object} Object with valid, expired, and noTTL counts.
       */
      sizeByTTL() {
        if (this.ttl === 0)
          return { valid: this.size, expired: 0, noTTL: this.size };
        let now = Date.now(), valid = 0, expired = 0, noTTL = 0;
        for (let x = this.first; x !== null; x = x.next)
          x.expiry === 0 ? (noTTL++, valid++) : x.expiry > now ? valid++ : expired++;
        return { valid, expired, noTTL };
      }
      /**
       * Get keys filtered by TTL status.
       *
       * @returns {Object} Object with valid, expired, and noTTL arrays of keys.
       */
      keysByTTL() {
        if (this.ttl === 0)
          return { valid: this.keys(), expired: [], noTTL: this.keys() };
        let now = Date.now(), valid = [], expired = [], noTTL = [];
        for (let x = this.first; x !== null; x = x.next)
          x.expiry === 0 ? (valid.push(x.key), noTTL.push(x.key)) : x.expiry > now ? valid.push(x.key) : expired.push(x.key);
        return { valid, expired, noTTL };
      }
      /**
       * Get values filtered by TTL status.
       *
       * @returns {Object} Object with valid, expired, and noTTL arrays of values.
       */
      valuesByTTL() {
        let keysByTTL = this.keysByTTL();
        return {
          valid: this.values(keysByTTL.valid),
          expired: this.values(keysByTTL.expired),
          noTTL: this.values(keysByTTL.noTTL)
        };
      }
      /**
       * Rebuild the doubly-linked list after cleanup by deleting expired items.
       * This removes nodes that were deleted during cleanup.
       *
       * @private
       */
      #rebuildList() {
        if (this.size === 0) {
          this.first = null, this.last = null;
          return;
        }
        let keys = this.keys();
        this.first = null, this.last = null;
        for (let i = 0; i < keys.length; i++) {
          let item = this.items[keys[i]];
          item != null && (this.first === null ? (this.first = item, item.prev = null) : (item.prev = this.last, this.last.next = item), item.next = null, this.last = item);
        }
      }
    };
    function lru(max = 1e3, ttl = 0, resetTTL = !1) {
      if (isNaN(max) || max < 0)
        throw new TypeError("Invalid max value");
      if (isNaN(ttl) || ttl < 0)
        throw new TypeError("Invalid ttl value");
      if (typeof resetTTL != "boolean")
        throw new TypeError("Invalid resetTTL value");
      return new LRU(max, ttl, resetTTL);
    }
    exports.LRU = LRU;
    exports.lru = lru;
  }
});

// node_modules/maxmind/lib/fs.js
var require_fs = __commonJS({
  "node_modules/maxmind/lib/fs.js"(exports) {
    "use strict";
    var __importDefault = exports && exports.__importDefault || function(mod) {
      return mod && mod.__esModule ? mod : { default: mod };
    };
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var fs_1 = __importDefault(require_node_fs()), util_1 = __importDefault(require_node_util());
    exports.default = {
      existsSync: fs_1.default.existsSync,
      readFile: util_1.default.promisify(fs_1.default.readFile),
      watchFile: fs_1.default.watchFile,
      createReadStream: fs_1.default.createReadStream,
      stat: util_1.default.promisify(fs_1.default.stat)
    };
  }
});

// node_modules/maxmind/lib/ip.js
var require_ip2 = __commonJS({
  "node_modules/maxmind/lib/ip.js"(exports) {
    "use strict";
    var __importDefault = exports && exports.__importDefault || function(mod) {
      return mod && mod.__esModule ? mod : { default: mod };
    };
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var net_1 = __importDefault(require_node_net()), parseIPv4 = (input) => {
      let ip = input.split(".", 4), o0 = parseInt(ip[0]), o1 = parseInt(ip[1]), o2 = parseInt(ip[2]), o3 = parseInt(ip[3]);
      return [o0, o1, o2, o3];
    }, hex = (v) => (v = parseInt(v, 10).toString(16), v.length === 2 ? v : "0" + v), parseIPv6 = (ip) => {
      let addr = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], i, parsed, chunk;
      ip.indexOf(".") > -1 && (ip = ip.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (match, a, b, c, d) => hex(a) + hex(b) + ":" + hex(c) + hex(d)));
      let [left, right] = ip.split("::", 2);
      if (left)
        for (parsed = left.split(":"), i = 0; i < parsed.length; i++)
          chunk = parseInt(parsed[i], 16), addr[i * 2] = chunk >> 8, addr[i * 2 + 1] = chunk & 255;
      if (right) {
        parsed = right.split(":");
        let offset = 16 - parsed.length * 2;
        for (i = 0; i < parsed.length; i++)
          chunk = parseInt(parsed[i], 16), addr[offset + i * 2] = chunk >> 8, addr[offset + (i * 2 + 1)] = chunk & 255;
      }
      return addr;
    }, parse = (ip) => ip.indexOf(":") === -1 ? parseIPv4(ip) : parseIPv6(ip), bitAt = (rawAddress, idx) => {
      let bufIdx = idx >> 3, bitIdx = 7 ^ idx & 7;
      return rawAddress[bufIdx] >>> bitIdx & 1;
    }, validate = (ip) => {
      let version = net_1.default.isIP(ip);
      return version === 4 || version === 6;
    };
    exports.default = {
      bitAt,
      parse,
      validate
    };
  }
});

// node_modules/maxmind/lib/is-gzip.js
var require_is_gzip = __commonJS({
  "node_modules/maxmind/lib/is-gzip.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.default = (buf) => !buf || buf.length < 3 ? !1 : buf[0] === 31 && buf[1] === 139 && buf[2] === 8;
  }
});

// node_modules/maxmind/lib/utils.js
var require_utils2 = __commonJS({
  "node_modules/maxmind/lib/utils.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var concat2 = (a, b) => a << 8 | b, concat3 = (a, b, c) => a << 16 | b << 8 | c, concat4 = (a, b, c, d) => a << 24 | b << 16 | c << 8 | d, legacyErrorMessage = `Maxmind v2 module has changed API.
Upgrade instructions can be found here: https://github.com/runk/node-maxmind/wiki/Migration-guide
If you want to use legacy libary then explicitly install maxmind@1`;
    exports.default = {
      concat2,
      concat3,
      concat4,
      legacyErrorMessage
    };
  }
});

// node_modules/maxmind/lib/index.js
var require_lib2 = __commonJS({
  "node_modules/maxmind/lib/index.js"(exports) {
    var __createBinding = exports && exports.__createBinding || (Object.create ? (function(o, m, k, k2) {
      k2 === void 0 && (k2 = k);
      var desc = Object.getOwnPropertyDescriptor(m, k);
      (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) && (desc = { enumerable: !0, get: function() {
        return m[k];
      } }), Object.defineProperty(o, k2, desc);
    }) : (function(o, m, k, k2) {
      k2 === void 0 && (k2 = k), o[k2] = m[k];
    })), __exportStar = exports && exports.__exportStar || function(m, exports2) {
      for (var p in m) p !== "default" && !Object.prototype.hasOwnProperty.call(exports2, p) && __createBinding(exports2, m, p);
    }, __importDefault = exports && exports.__importDefault || function(mod) {
      return mod && mod.__esModule ? mod : { default: mod };
    };
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Reader = exports.validate = exports.init = exports.openSync = exports.open = void 0;
    var assert_1 = __importDefault(require_node_assert()), mmdb_lib_1 = require_lib();
    Object.defineProperty(exports, "Reader", { enumerable: !0, get: function() {
      return mmdb_lib_1.Reader;
    } });
    var tiny_lru_1 = require_tiny_lru(), fs_1 = __importDefault(require_fs()), ip_1 = __importDefault(require_ip2()), is_gzip_1 = __importDefault(require_is_gzip()), utils_1 = __importDefault(require_utils2()), LARGE_FILE_THRESHOLD = 512 * 1024 * 1024, STREAM_WATERMARK = 8 * 1024 * 1024, readLargeFile = async (filepath, size) => new Promise((resolve, reject) => {
      let buffer = Buffer.allocUnsafe(size), offset = 0, stream = fs_1.default.createReadStream(filepath, {
        highWaterMark: STREAM_WATERMARK
      });
      stream.on("data", (chunk) => {
        if (Buffer.isBuffer(chunk))
          chunk.copy(buffer, offset), offset += chunk.length;
        else {
          let bufferChunk = Buffer.from(chunk);
          bufferChunk.copy(buffer, offset), offset += bufferChunk.length;
        }
      }), stream.on("end", () => {
        stream.close(), resolve(buffer);
      }), stream.on("error", (err) => {
        reject(err);
      });
    }), readFile = async (filepath) => {
      let fstat = await fs_1.default.stat(filepath);
      return fstat.size < LARGE_FILE_THRESHOLD ? fs_1.default.readFile(filepath) : readLargeFile(filepath, fstat.size);
    }, open = async (filepath, opts, cb) => {
      (0, assert_1.default)(!cb, utils_1.default.legacyErrorMessage);
      let database = await readFile(filepath);
      if ((0, is_gzip_1.default)(database))
        throw new Error("Looks like you are passing in a file in gzip format, please use mmdb database instead.");
      let cache = (0, tiny_lru_1.lru)(opts?.cache?.max || 1e4), reader = new mmdb_lib_1.Reader(database, { cache });
      if (opts && opts.watchForUpdates) {
        if (opts.watchForUpdatesHook && typeof opts.watchForUpdatesHook != "function")
          throw new Error("opts.watchForUpdatesHook should be a function");
        let watcherOptions = {
          persistent: opts.watchForUpdatesNonPersistent !== !0
        };
        fs_1.default.watchFile(filepath, watcherOptions, async () => {
          if (!await (async () => {
            for (let i = 0; i < 3; i++) {
              if (fs_1.default.existsSync(filepath))
                return !0;
              await new Promise((a) => setTimeout(a, 500));
            }
            return !1;
          })())
            return;
          let updatedDatabase = await readFile(filepath);
          cache.clear(), reader.load(updatedDatabase), opts.watchForUpdatesHook && opts.watchForUpdatesHook();
        });
      }
      return reader;
    };
    exports.open = open;
    var openSync = () => {
      throw new Error(utils_1.default.legacyErrorMessage);
    };
    exports.openSync = openSync;
    var init = () => {
      throw new Error(utils_1.default.legacyErrorMessage);
    };
    exports.init = init;
    exports.validate = ip_1.default.validate;
    __exportStar(require_lib(), exports);
    exports.default = {
      init: exports.init,
      open: exports.open,
      openSync: exports.openSync,
      validate: ip_1.default.validate
    };
  }
});
export default require_lib2();
/*! Bundled license information:

tiny-lru/dist/tiny-lru.cjs:
  (**
   * tiny-lru
   *
   * @copyright 2026 Jason Mulligan <jason.mulligan@avoidwork.com>
   * @license BSD-3-Clause
   * @version 13.0.0
   *)
*/
