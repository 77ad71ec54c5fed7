namespace Palimpsest.Compute.Kernels;

/// <summary>The register tiles there are.</summary>
internal enum GemmTileKind
{
    Scalar,
    Vector256,
    Vector512,
}
