export const chartShapes = () => [];
export const chartProblems = async () => [];
