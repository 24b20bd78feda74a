/// A figure: a title that says the finding, what is shown, the drawing at any width, and its numbers as a table.
import type { AnswerKey } from '../words/answers';

export interface Sheet {
  head: string[];
  rows: string[][];
  /// Leading columns that are words.
  words: number;
}

export interface Figure {
  id: string;
  answer: AnswerKey;
  title: string;
  subtitle: string;
  sheet: Sheet;
  /// Draws at a width; `isSmall` leaves out what cannot be read small.
  draw(width: number, height: number, isSmall: boolean): SVGSVGElement;
  /// Height that the drawing wants at full size; else what there is.
  wants?: number;
}

export const csv = (sheet: Sheet): string =>
  [sheet.head, ...sheet.rows]
    .map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\n') + '\n';
