using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Tests;

/// <summary>Proves that a test process runs with the instructions that ./test meant it to have.</summary>
public sealed class InstructionTierTests
{
    private static readonly string[] Switches = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    [Fact]
    public void The_process_has_no_wider_vectors_than_its_tier_allows()
    {
        int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        switch (Environment.GetEnvironmentVariable("PALIMPSEST_EXPECT_TIER"))
        {
            case null:
                // All that the machine has: then nothing may have been switched off.
                Assert.All(Switches, name => Assert.Null(Environment.GetEnvironmentVariable(name)));
                break;
            case "scalar":
                Assert.Equal(0, width);
                break;
            case string bits:
                Assert.InRange(width, 0, int.Parse(bits));
                break;
        }
    }
}
