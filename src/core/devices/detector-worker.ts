import { parentPort } from 'node:worker_threads';
import DeviceDetector from 'node-device-detector';
import { type Detected, deviceOf } from './device.ts';

type Detector = { readonly detect: (userAgent: string) => Detected };
type Construct = new (options: { clientIndexes: boolean; deviceIndexes: boolean }) => Detector;

// Parsing a new user agent matches thousands of patterns and takes up to a second: hence a thread.
// The package is CommonJS; its types declare a default export of another shape.
const Detector = ('default' in DeviceDetector
  ? DeviceDetector.default
  : DeviceDetector) as unknown as Construct;
const detector = new Detector({ clientIndexes: true, deviceIndexes: true });

parentPort?.on('message', ({ id, userAgent }: { id: number; userAgent: string }) => {
  parentPort?.postMessage({ id, device: deviceOf(detector.detect(userAgent)) });
});
