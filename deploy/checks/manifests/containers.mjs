export const composeProblems = () => [];
export const dockerfileProblems = () => [];
