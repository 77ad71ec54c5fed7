using System.CommandLine;
using Palimpsest.Bench.Jobs;
using Palimpsest.Bench.Kernels;
using Palimpsest.Bench.Networks;
using Palimpsest.Bench.Server;

var root = new RootCommand("Measures Palimpsest's speed and memory; bench/README.md says what each command shows.")
{
    new KernelsCommand(),
    new UNetCommand(),
    new JobCommand(),
    new LoraCommand(),
    new LoadCommand(),
};
return root.Parse(args).Invoke();
