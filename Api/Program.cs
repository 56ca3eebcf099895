using RetailGrains.Api.Commands;
using RetailGrains.Silo.Hosting;

return await Started.RunAsync(() => ApiCommandLine.RunAsync(args));
