namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>
/// The keys of a Stable Diffusion UNet, as the constructor of ldm's openaimodel.UNetModel makes them (Rombach et al. 2022, CompVis/stable-diffusion).
/// </summary>
/// <param name="Channels">Width of the first level.</param>
/// <param name="Multipliers">Width of each level, in multiples of <paramref name="Channels"/>.</param>
/// <param name="Depths">Transformer blocks after each residual block, per level; 0 for none.</param>
/// <param name="MiddleDepth">Transformer blocks in the middle.</param>
/// <param name="ContextWidth">Width of the text conditioning.</param>
/// <param name="LinearProjections">Whether transformers are entered by a linear layer (SD2, SDXL) or a 1x1 convolution (SD1).</param>
/// <param name="VectorWidth">Width of SDXL's label vector, or null.</param>
internal sealed record UnetLayout(
    int Channels, int[] Multipliers, int[] Depths, int MiddleDepth, int ContextWidth, int InputChannels, bool LinearProjections, int? VectorWidth = null)
{
    private const int BlocksPerLevel = 2, OutputChannels = 4;

    private int TimeWidth => 4 * Channels;

    public void AddTo(KeyList unet)
    {
        unet.At("time_embed").Linear("0", TimeWidth, Channels);
        unet.At("time_embed").Linear("2", TimeWidth, TimeWidth);
        if (VectorWidth is int vector)
        {
            unet.At("label_emb.0").Linear("0", TimeWidth, vector);
            unet.At("label_emb.0").Linear("2", TimeWidth, TimeWidth);
        }

        Stack<int> skips = AddInputs(unet.At("input_blocks"));
        int inner = Channels * Multipliers[^1];
        ResBlock(unet.At("middle_block.0"), inner, inner);
        Transformer(unet.At("middle_block.1"), inner, MiddleDepth);
        ResBlock(unet.At("middle_block.2"), inner, inner);
        AddOutputs(unet.At("output_blocks"), skips);
        unet.At("out").Norm("0", Channels);
        unet.At("out").Conv("2", OutputChannels, Channels, 3);
    }

    /// <summary>Returns the width of every input block's output, the last on top.</summary>
    private Stack<int> AddInputs(KeyList blocks)
    {
        blocks.At("0").Conv("0", Channels, InputChannels, 3);
        var skips = new Stack<int>([Channels]);
        for (int level = 0; level < Multipliers.Length; level++)
        {
            for (int i = 0; i < BlocksPerLevel; i++)
            {
                KeyList block = blocks.At(skips.Count);
                int width = Channels * Multipliers[level];
                ResBlock(block.At("0"), skips.Peek(), width);
                Transformer(block.At("1"), width, Depths[level]);
                skips.Push(width);
            }

            if (level < Multipliers.Length - 1)
            {
                blocks.At(skips.Count).Conv("0.op", skips.Peek(), skips.Peek(), 3);
                skips.Push(skips.Peek());
            }
        }

        return skips;
    }

    private void AddOutputs(KeyList blocks, Stack<int> skips)
    {
        int index = 0, width = skips.Peek();
        for (int level = Multipliers.Length - 1; level >= 0; level--)
        {
            for (int i = 0; i <= BlocksPerLevel; i++)
            {
                KeyList block = blocks.At(index++);
                ResBlock(block.At("0"), width + skips.Pop(), Channels * Multipliers[level]);
                width = Channels * Multipliers[level];
                Transformer(block.At("1"), width, Depths[level]);
                if (level > 0 && i == BlocksPerLevel)
                {
                    block.Conv(Depths[level] > 0 ? "2.conv" : "1.conv", width, width, 3);
                }
            }
        }
    }

    private void ResBlock(KeyList block, int inputs, int outputs)
    {
        block.Norm("in_layers.0", inputs);
        block.Conv("in_layers.2", outputs, inputs, 3);
        block.Linear("emb_layers.1", outputs, TimeWidth);
        block.Norm("out_layers.0", outputs);
        block.Conv("out_layers.3", outputs, outputs, 3);
        if (inputs != outputs)
        {
            block.Conv("skip_connection", outputs, inputs, 1);
        }
    }

    private void Transformer(KeyList transformer, int width, int depth)
    {
        if (depth == 0)
        {
            return;
        }

        transformer.Norm("norm", width);
        Projection(transformer, "proj_in", width);
        for (int i = 0; i < depth; i++)
        {
            KeyList block = transformer.At("transformer_blocks").At(i);
            Attention(block.At("attn1"), width, width);
            block.Linear("ff.net.0.proj", 8 * width, width);
            block.Linear("ff.net.2", width, 4 * width);
            Attention(block.At("attn2"), width, ContextWidth);
            block.Norm("norm1", width);
            block.Norm("norm2", width);
            block.Norm("norm3", width);
        }

        Projection(transformer, "proj_out", width);
    }

    private void Projection(KeyList transformer, string name, int width)
    {
        if (LinearProjections)
        {
            transformer.Linear(name, width, width);
        }
        else
        {
            transformer.Conv(name, width, width, 1);
        }
    }

    private static void Attention(KeyList attention, int width, int contextWidth)
    {
        attention.Add("to_q.weight", width, width);
        attention.Add("to_k.weight", width, contextWidth);
        attention.Add("to_v.weight", width, contextWidth);
        attention.Linear("to_out.0", width, width);
    }
}
