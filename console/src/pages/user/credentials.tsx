import { useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import { useMay } from '../../state/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Tick } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icons.ts';
import { adviceFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Copy, Note, Pill, Time } from '../../ui/words.tsx';
import type { TabProps } from './tab.ts';

const FACTORS: readonly {
  readonly name: 'totp' | 'email' | 'phone' | 'recoveryCode';
  readonly icon: IconName;
}[] = [
  { name: 'totp', icon: 'phone' },
  { name: 'email', icon: 'messages' },
  { name: 'phone', icon: 'phone' },
  { name: 'recoveryCode', icon: 'keys' },
];

export function Credentials(props: TabProps) {
  const t = useTexts();
  return (
    <div class="cols">
      <div>
        <Password {...props} />
        <Factors {...props} />
      </div>
      <aside>
        <Hash {...props} />
        <div class="part">
          <div class="head">
            <h3>{t.user.impersonator}</h3>
          </div>
          <Impersonator {...props} />
        </div>
      </aside>
    </div>
  );
}

function Password({ project, user, open }: TabProps) {
  const t = useTexts();
  const may = useMay();
  const remove = useAct('deleteUserPassword', ['getUser', 'listUserHistory']);
  const end = async () => {
    const isSure = await confirm({
      title: t.user.password.removeTitle,
      text: t.user.password.removeText,
      answer: t.user.password.remove,
      isDestroying: true,
    });
    if (!isSure) return;
    const result = await remove.run({ project, user: user.id });
    toast(result.ok ? t.user.password.removed : { text: adviceFor(t, result.error), isBad: true });
  };
  return (
    <section class="part" aria-label={t.user.passwordName}>
      <div class="head">
        <h3>{t.user.ways}</h3>
      </div>
      <div class="line">
        <Icon name="lock" />
        <span class="grow">
          {t.user.passwordName}
          <small>
            {user.hasPassword ? (
              <>
                {t.user.changedAt} <Time at={user.passwordUpdatedAt} />
              </>
            ) : (
              t.user.password.none
            )}
          </small>
        </span>
        {may('users.credentials') && (
          <>
            <Button small onClick={() => open('password')}>
              {t.user.acts.password}
            </Button>
            {user.hasPassword && (
              <Button small kind="danger" onClick={() => void end()}>
                {t.user.password.remove}
              </Button>
            )}
          </>
        )}
      </div>
    </section>
  );
}

function Factors(props: TabProps) {
  const t = useTexts();
  const { project, user, edits } = props;
  const may = useMay();
  const mayWrite = may('users.credentials');
  const remove = useAct('deleteUserFactor', ['getUser', 'listUserHistory']);
  const make = useAct('createUserRecoveryCodes', ['getUser', 'listUserHistory']);
  const [codes, setCodes] = useState<readonly string[]>();
  const of = { project, user: user.id };
  const isOn = user.mfaEnabledAt !== null;
  const setMfa = (enabled: boolean) =>
    edits.act((ifMatch) => call('setUserMfa', { ...of, enabled }, { ifMatch }), {
      text: enabled ? t.user.mfaNowOn : t.user.mfaNowOff,
      undo: () =>
        edits.act((ifMatch) => call('setUserMfa', { ...of, enabled: !enabled }, { ifMatch }), {
          text: t.user.undone,
        }),
    });
  const end = async (kind: 'totp' | 'recoveryCode') => {
    const isSure = await confirm({
      title: t.user.factor.removeTitle(t.user.factors[kind]),
      text: t.user.factor.removeText,
      answer: t.user.factor.remove,
      isDestroying: true,
    });
    if (!isSure) return;
    const result = await remove.run({ ...of, kind });
    toast(result.ok ? t.user.factor.removed : { text: adviceFor(t, result.error), isBad: true });
  };
  const fresh = async () => {
    const result = await make.run(of);
    if (result.ok) setCodes(result.value.recoveryCodes);
    else toast({ text: adviceFor(t, result.error) || result.error.code, isBad: true });
  };
  return (
    <section class="part" aria-label={t.user.factorsName}>
      <div class="head">
        <h3>{t.user.factorsName}</h3>
        <div class="push">
          <Tick
            label={t.user.mfa}
            isOn={isOn}
            isDisabled={!mayWrite}
            onChange={(enabled) => void setMfa(enabled)}
            isSwitch
          />
        </div>
      </div>
      {FACTORS.map(({ name, icon }) => {
        const isThere = user.factors.includes(name);
        return (
          <div class="line" key={name}>
            <Icon name={icon} />
            <span class="grow">{t.user.factors[name]}</span>
            <Pill kind={isThere ? 'ok' : 'none'}>
              {isThere ? t.user.factor.usable : t.user.factor.missing}
            </Pill>
            {mayWrite && name === 'recoveryCode' && (
              <Button small isBusy={make.isBusy} onClick={() => void fresh()}>
                {t.user.factor.makeCodes}
              </Button>
            )}
            {mayWrite && isThere && (name === 'totp' || name === 'recoveryCode') && (
              <Button
                small
                kind="danger"
                aria-label={t.user.factor.removeTitle(t.user.factors[name])}
                onClick={() => void end(name)}
              >
                {t.user.factor.remove}
              </Button>
            )}
          </div>
        );
      })}
      {codes && <Codes codes={codes} onClose={() => setCodes(undefined)} />}
    </section>
  );
}

function Codes({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const t = useTexts();
  return (
    <Dialog title={t.user.factors.recoveryCode} onClose={onClose}>
      <Note kind="warn">{t.user.factor.codesText}</Note>
      <ul class="recovery mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Copy value={codes.join('\n')} name={t.user.factors.recoveryCode} short={t.general.copyAll} />
      <div class="ends">
        <Button kind="primary" onClick={onClose} autoFocus>
          {t.general.close}
        </Button>
      </div>
    </Dialog>
  );
}

function Hash({ user: { hash, hasPassword } }: TabProps) {
  const t = useTexts();
  const may = useMay();
  return (
    <section class="part" aria-label={t.user.hash.title}>
      <div class="head">
        <h3>{t.user.hash.title}</h3>
      </div>
      {hash ? (
        <>
          <p>{hash.algorithm}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre class="code" tabIndex={0}>
            {JSON.stringify(hash.parameters, null, 2)}
          </pre>
        </>
      ) : (
        <p class="lede">
          {hasPassword && !may('users.hashes.read') ? t.user.hash.forbidden : t.user.password.none}
        </p>
      )}
    </section>
  );
}

function Impersonator({ project, user, edits }: TabProps) {
  const t = useTexts();
  const may = useMay();
  const isOn = user.impersonatorAt !== null;
  const set = (enabled: boolean) =>
    edits.act((ifMatch) => call('setUserImpersonator', { project, user: user.id, enabled }, { ifMatch }), {
      text: enabled ? t.user.impersonatorNow : t.user.impersonatorNoMore,
    });
  return (
    <Tick
      label={t.user.impersonatorLabel}
      hint={t.user.impersonatorHint}
      isOn={isOn}
      isDisabled={!may('users.credentials')}
      onChange={(enabled) => void set(enabled)}
      isSwitch
    />
  );
}
