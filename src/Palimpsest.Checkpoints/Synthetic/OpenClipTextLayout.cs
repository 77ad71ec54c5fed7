namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>The keys of an OpenCLIP text encoder under open_clip's names (ViT-H in SD2, ViT-bigG in SDXL).</summary>
internal sealed record OpenClipTextLayout(int Width, int Layers)
{
    public void AddTo(KeyList encoder)
    {
        KeyList model = encoder.At("model");
        model.Add("positional_embedding", ClipTextLayout.Tokens, Width);
        model.Add("text_projection", Width, Width);
        model.Add("logit_scale");
        for (int i = 0; i < Layers; i++)
        {
            KeyList block = model.At("transformer.resblocks").At(i);
            block.Norm("ln_1", Width);
            block.Add("attn.in_proj_weight", 3 * Width, Width);
            block.Add("attn.in_proj_bias", 3 * Width);
            block.Linear("attn.out_proj", Width, Width);
            block.Norm("ln_2", Width);
            block.Linear("mlp.c_fc", 4 * Width, Width);
            block.Linear("mlp.c_proj", Width, 4 * Width);
        }

        model.Add("token_embedding.weight", ClipTextLayout.Vocabulary, Width);
        model.Norm("ln_final", Width);
    }
}
