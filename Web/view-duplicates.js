export const title = () => 'duplicates';
export const load = async () => ({});
export const draw = () => [];
export const listen = () => {};
