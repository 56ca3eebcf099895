using RetailGrains.Silo.Hosting;

return await Started.RunAsync(() => SiloProgram.RunAsync(args));
