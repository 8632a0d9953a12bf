import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { createStore, useStore } from '../state/store.ts';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';

export type Question = {
  /** A question with the number in it: “End 214 sessions of 201 users?” */
  readonly title: string;
  readonly text: ComponentChildren;
  /** Verb and object: “End 214 sessions”. */
  readonly answer: string;
  readonly isDestroying?: boolean;
  /** What has to be typed: from 100 rows on, or where nothing can be undone. */
  readonly typed?: string;
};

type Asked = Question & { readonly resolve: (isYes: boolean) => void };

const asked = createStore<Asked | undefined>(undefined);

/** Asks in a dialog. Resolves with whether the answer was yes. */
export function confirm(question: Question): Promise<boolean> {
  asked.get()?.resolve(false);
  return new Promise((resolve) => asked.set({ ...question, resolve }));
}

/** Shows the questions of `confirm`. */
export function ConfirmHost() {
  const question = useStore(asked);
  if (!question) return null;
  const answer = (isYes: boolean) => {
    asked.set(undefined);
    question.resolve(isYes);
  };
  return <Ask key={question.title} question={question} onAnswer={answer} />;
}

function Ask({
  question,
  onAnswer,
}: {
  readonly question: Question;
  readonly onAnswer: (isYes: boolean) => void;
}) {
  const t = useTexts();
  const [typed, setTyped] = useState('');
  const { title, text, answer, isDestroying = false } = question;
  const isTyped = question.typed === undefined || typed.trim() === question.typed;
  return (
    <Dialog title={title} onClose={() => onAnswer(false)} onSubmit={() => isTyped && onAnswer(true)}>
      <div class="soft">{text}</div>
      {question.typed !== undefined && (
        <TextField
          label={t.general.typeToContinue(question.typed)}
          value={typed}
          onInput={setTyped}
          isMono
          autoComplete="off"
        />
      )}
      <div class="ends">
        <Button onClick={() => onAnswer(false)} autoFocus={question.typed === undefined && isDestroying}>
          {t.general.cancel}
        </Button>
        <Button kind={isDestroying ? 'destroy' : 'primary'} type="submit" isDisabled={!isTyped}>
          {answer}
        </Button>
      </div>
    </Dialog>
  );
}
