using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

/// <summary>What the golden cases run on.</summary>
internal static class Runners
{
    public const string Interpreter = "interpreter";

    public static readonly string[] All = [Interpreter];

    public static IGraphRunner Get(string name) => name switch
    {
        Interpreter => new GraphInterpreter(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
