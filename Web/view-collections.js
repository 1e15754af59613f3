export const title = () => 'collections';
export const load = async () => ({});
export const draw = () => [];
export const listen = () => {};
