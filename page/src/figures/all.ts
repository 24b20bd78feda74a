/// Every figure by id: the door to the drawing code, loaded when the shell stands.
import type { Report } from '../api/report';
import type { Against } from '../words/answers';
import { pairs, parts, shift } from './changes';
import { elements, payers, years } from './costs';
import type { Figure } from './figure';
import { chosenStock, empty, type FirstDays, stock, supply } from './lasts';
import { fates, histogram, waterfall } from './through';
import { tooFew } from '../words/numbers';

export interface Shown {
  report: Report;
  against: Against | null;
  /// `nation.item`, or empty for the stock that is short first.
  stock: string;
  first: FirstDays | null;
}

/// The figure; null where there is nothing to show, as from too few runs to have a spread.
export function figureOf(id: string, shown: Shown): Figure | null {
  const { report, against } = shown;
  if (tooFew(report.runs)) return null;
  switch (id) {
    case 'waterfall': return waterfall(report);
    case 'fates': return fates(report);
    case 'histogram': return histogram(report);
    case 'stock': return stock(report, chosenStock(report, shown.stock));
    case 'empty': return empty(report, chosenStock(report, shown.stock), shown.first);
    case 'supply': return supply(report);
    case 'cost': return elements(report);
    case 'payers': return payers(report);
    case 'years': return years(report);
    case 'pairs': return pairs(report, against);
    case 'parts': return parts(report, against);
    case 'shift': return shift(report, against);
    default: return null;
  }
}

export { chosenStock, fan, shownStocks, stockKey, stockTitle } from './lasts';
export { mountFan } from './screen';
export { saveFigure } from './export';
