export const title = () => 'map';
export const load = async () => ({});
export const draw = () => [];
export const listen = () => {};
