using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

/// <summary>The bodies of a kernel that this process can run: "scalar", "256", "512".</summary>
public static class Tiers
{
    public static IEnumerable<string> Supported =>
        [.. Simd512.IsSupported ? ["512"] : Array.Empty<string>(), .. Simd256.IsSupported ? ["256"] : Array.Empty<string>(), "scalar"];

    public static TheoryData<string> All() => new(Supported);
}
