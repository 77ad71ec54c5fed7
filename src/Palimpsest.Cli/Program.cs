using Palimpsest.Cli;

return await CommandLine.RunAsync(args);
