namespace Palimpsest.Diffusion.Noise;

/// <summary>Which program's random numbers a picture is made from (webui's option randn_source).</summary>
public enum NoiseSource
{
    /// <summary>PyTorch's CPU generator.</summary>
    Cpu,

    /// <summary>NVIDIA's generator, computed in software.</summary>
    Nv,
}
