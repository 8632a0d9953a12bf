import { useMemo } from 'preact/hooks';
import { qrModulesOf } from './qr.ts';

/** The light border that readers need, in modules (ISO/IEC 18004, 6.3.8). */
const QUIET = 4;

/** A text as a QR code, dark on light in both themes, since not every reader takes the reverse. */
export function QrCode({ text, name }: { readonly text: string; readonly name: string }) {
  const modules = useMemo(() => qrModulesOf(text), [text]);
  if (!modules) return null;
  const size = modules.length + 2 * QUIET;
  const path = modules
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')))
    .join('');
  return (
    <svg class="qr" role="img" aria-label={name} viewBox={`0 0 ${size} ${size}`}>
      <path class="paper" d={`M0 0h${size}v${size}h-${size}z`} />
      <path class="ink" d={path} />
    </svg>
  );
}
