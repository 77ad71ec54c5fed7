namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>The keys and shapes of a whole checkpoint in the ldm layout, from its hyper-parameters.</summary>
internal sealed record CheckpointLayout(UnetLayout Unet, VaeLayout Vae, ClipTextLayout? ClipText, OpenClipTextLayout? OpenClipText)
{
    private static readonly int[] FourLevels = [1, 2, 4, 4], ThreeLevels = [1, 2, 4], AllButDeepest = [1, 1, 1, 0];

    /// <summary>Stable Diffusion 1.x; 9 input channels for inpainting, 8 for instruct-pix2pix.</summary>
    public static CheckpointLayout Sd1(int inputChannels = 4) =>
        new(new UnetLayout(320, FourLevels, AllButDeepest, 1, 768, inputChannels, LinearProjections: false), new VaeLayout(128), new ClipTextLayout(12, 3072), null);

    public static CheckpointLayout TinySd1(int inputChannels = 4) =>
        new(new UnetLayout(32, FourLevels, AllButDeepest, 1, 768, inputChannels, LinearProjections: false), new VaeLayout(32), new ClipTextLayout(4, 1024), null);

    public static CheckpointLayout TinySd2() =>
        new(new UnetLayout(64, FourLevels, AllButDeepest, 1, 1024, 4, LinearProjections: true), new VaeLayout(32), null, new OpenClipTextLayout(1024, 3));

    public static CheckpointLayout TinySdXl() => new(
        new UnetLayout(64, ThreeLevels, [0, 1, 2], 2, 2048, 4, LinearProjections: true, VectorWidth: 2816),
        new VaeLayout(32),
        new ClipTextLayout(4, 1024),
        new OpenClipTextLayout(1280, 3));

    public IReadOnlyList<(string Key, int[] Shape)> Keys()
    {
        var keys = new List<(string Key, int[] Shape)>();
        var root = new KeyList(keys);
        Unet.AddTo(root.At("model.diffusion_model"));
        Vae.AddTo(root.At("first_stage_model"));
        // SDXL numbers its two encoders; the others have one.
        bool two = ClipText is not null && OpenClipText is not null;
        ClipText?.AddTo(root.At(two ? "conditioner.embedders.0" : "cond_stage_model"));
        OpenClipText?.AddTo(root.At(two ? "conditioner.embedders.1" : "cond_stage_model"));
        return keys;
    }
}
