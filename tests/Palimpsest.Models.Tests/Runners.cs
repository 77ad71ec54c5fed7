using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

/// <summary>What the golden cases run on: the double-precision oracle, and the device that users get.</summary>
internal static class Runners
{
    public const string Interpreter = "interpreter", Processor = "processor";

    public static IGraphRunner Get(string name) => name switch
    {
        Interpreter => new GraphInterpreter(),
        Processor => new DeviceRunner(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
