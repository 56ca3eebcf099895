using RetailGrains.WebConsole.Hosting;

return await ConsoleProgram.RunAsync(args);
