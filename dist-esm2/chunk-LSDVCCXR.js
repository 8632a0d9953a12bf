// src/core/devices/device.ts
var unknownDevice = {
  osCode: "",
  osName: "",
  osVersion: "",
  clientType: "",
  clientCode: "",
  clientName: "",
  clientVersion: "",
  clientEngine: "",
  clientEngineVersion: "",
  deviceName: "",
  deviceBrand: "",
  deviceModel: ""
};
function deviceOf({ os = {}, client = {}, device = {} }) {
  let version = client.version ?? "", isOwn = client.engine_version !== void 0 && client.engine_version !== version;
  return {
    osCode: os.short_name ?? "",
    osName: os.name ?? "",
    osVersion: os.version ?? "",
    clientType: client.type ?? "",
    clientCode: client.short_name ?? "",
    clientName: client.name ?? "",
    clientVersion: majorAndMinor(version),
    clientEngine: client.engine ?? "",
    clientEngineVersion: isOwn ? client.engine_version ?? "" : "",
    deviceName: device.type ?? "",
    deviceBrand: device.brand ?? "",
    deviceModel: device.model ?? ""
  };
}
function majorAndMinor(version) {
  return version.split(".").slice(0, 2).join(".");
}

export {
  unknownDevice,
  deviceOf
};
