namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>The keys of the autoencoder, as the constructors of ldm's diffusionmodules.model.Encoder and Decoder make them, with one attention in the middle.</summary>
/// <param name="Channels">Width of the first level.</param>
internal sealed record VaeLayout(int Channels)
{
    private const int BlocksPerLevel = 2, LatentChannels = 4, PictureChannels = 3;

    /// <summary>The same in every Stable Diffusion model.</summary>
    private static readonly int[] Multipliers = [1, 2, 4, 4];

    public void AddTo(KeyList vae)
    {
        AddEncoder(vae.At("encoder"));
        AddDecoder(vae.At("decoder"));
        vae.Conv("quant_conv", 2 * LatentChannels, 2 * LatentChannels, 1);
        vae.Conv("post_quant_conv", LatentChannels, LatentChannels, 1);
    }

    private void AddEncoder(KeyList encoder)
    {
        encoder.Conv("conv_in", Channels, PictureChannels, 3);
        int width = Channels;
        for (int level = 0; level < Multipliers.Length; level++)
        {
            KeyList down = encoder.At("down").At(level);
            width = AddBlocks(down, width, Channels * Multipliers[level], BlocksPerLevel);
            if (level < Multipliers.Length - 1)
            {
                down.Conv("downsample.conv", width, width, 3);
            }
        }

        AddMiddle(encoder.At("mid"), width);
        encoder.Norm("norm_out", width);
        encoder.Conv("conv_out", 2 * LatentChannels, width, 3);
    }

    private void AddDecoder(KeyList decoder)
    {
        int width = Channels * Multipliers[^1];
        decoder.Conv("conv_in", width, LatentChannels, 3);
        AddMiddle(decoder.At("mid"), width);
        for (int level = Multipliers.Length - 1; level >= 0; level--)
        {
            KeyList up = decoder.At("up").At(level);
            width = AddBlocks(up, width, Channels * Multipliers[level], BlocksPerLevel + 1);
            if (level > 0)
            {
                up.Conv("upsample.conv", width, width, 3);
            }
        }

        decoder.Norm("norm_out", width);
        decoder.Conv("conv_out", PictureChannels, width, 3);
    }

    private static int AddBlocks(KeyList level, int inputs, int outputs, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ResBlock(level.At("block").At(i), i == 0 ? inputs : outputs, outputs);
        }

        return outputs;
    }

    private static void AddMiddle(KeyList middle, int width)
    {
        ResBlock(middle.At("block_1"), width, width);
        KeyList attention = middle.At("attn_1");
        attention.Norm("norm", width);
        foreach (string part in (string[])["q", "k", "v", "proj_out"])
        {
            attention.Conv(part, width, width, 1);
        }

        ResBlock(middle.At("block_2"), width, width);
    }

    private static void ResBlock(KeyList block, int inputs, int outputs)
    {
        block.Norm("norm1", inputs);
        block.Conv("conv1", outputs, inputs, 3);
        block.Norm("norm2", outputs);
        block.Conv("conv2", outputs, outputs, 3);
        if (inputs != outputs)
        {
            block.Conv("nin_shortcut", outputs, inputs, 1);
        }
    }
}
