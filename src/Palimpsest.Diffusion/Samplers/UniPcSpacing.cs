namespace Palimpsest.Diffusion.Samplers;

/// <summary>How UniPC's times are spread.</summary>
public enum UniPcSpacing
{
    TimeUniform,

    TimeQuadratic,

    LogSnr,
}
