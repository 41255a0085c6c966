// breaks: pages-are-reached-by-the-router
export const link = (team: string) => <a href={`/t/${team}/projects`}>Projects</a>;
