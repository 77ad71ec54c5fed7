namespace Palimpsest.Diffusion.Scripts;

/// <summary>How the strength goes from the first loop to the last.</summary>
public enum LoopbackCurve
{
    /// <summary>Fast at first.</summary>
    Aggressive,

    Linear,

    /// <summary>Slow at first.</summary>
    Lazy,
}
