using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Palimpsest.Bench.Kernels;

/// <summary>Times kernels with BenchmarkDotNet, whose own arguments follow: <c>kernels -f "*Gemm*"</c>.</summary>
internal sealed class KernelsCommand : Command
{
    private readonly Argument<string[]> _arguments = new("arguments")
    {
        Description = "Passed to BenchmarkDotNet, for example -- -f \"*Gemm*\". [default: all kernels]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public KernelsCommand()
        : base("kernels", "Times single operations with BenchmarkDotNet.")
    {
        TreatUnmatchedTokensAsErrors = false;
        Add(_arguments);
        SetAction(result => Run([.. result.GetValue(_arguments)!, .. result.UnmatchedTokens]));
    }

    private static int Run(string[] arguments)
    {
        // In this process, so that the instruction set is the one that the environment asked for, and nothing is built at run time.
        IConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumn(new SpeedColumn())
            .HideColumns(StatisticColumn.Error);
        BenchmarkSwitcher.FromAssembly(typeof(KernelsCommand).Assembly).Run(arguments.Length > 0 ? arguments : ["-f", "*"], config);
        return 0;
    }
}
