/// How much larger the page's letters are than at 1280 pixels.
const BODY_PX = 15;

export const letterScale = (): number => parseFloat(getComputedStyle(document.body).fontSize) / BODY_PX || 1;
