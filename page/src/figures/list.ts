/// The figures by name: which answer each belongs to, and which stands first. Without any drawing, so that it loads at once.
import type { AnswerKey } from '../words/answers';

export const FIGURES: Record<string, { answer: AnswerKey; name: string }> = {
  waterfall: { answer: 'through', name: 'Layers' },
  fates: { answer: 'through', name: 'Fates' },
  histogram: { answer: 'through', name: 'Runs' },
  stock: { answer: 'lasts', name: 'Stock' },
  empty: { answer: 'lasts', name: 'First short' },
  supply: { answer: 'lasts', name: 'All stocks' },
  cost: { answer: 'costs', name: 'Elements' },
  payers: { answer: 'costs', name: 'Nations' },
  years: { answer: 'costs', name: 'Years' },
  pairs: { answer: 'changes', name: 'With and without' },
  parts: { answer: 'changes', name: 'Parts' },
  shift: { answer: 'changes', name: 'Stocks' },
};

export const FIRST_FIGURE: Record<AnswerKey, string> = { through: 'waterfall', lasts: 'stock', costs: 'cost', changes: 'pairs' };

export const answerOf = (figure: string): AnswerKey => FIGURES[figure]?.answer ?? 'through';

export const figuresOf = (answer: AnswerKey): string[] => Object.keys(FIGURES).filter((id) => FIGURES[id]?.answer === answer);
