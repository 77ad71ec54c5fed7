namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>The keys of CLIP-L's text encoder under transformers' names (Radford et al. 2021).</summary>
/// <param name="Inner">Width inside the feed-forward layers.</param>
internal sealed record ClipTextLayout(int Layers, int Inner)
{
    public const int Tokens = 77, Vocabulary = 49408;

    private const int Width = 768;

    public void AddTo(KeyList encoder)
    {
        KeyList text = encoder.At("transformer.text_model");
        text.Add("embeddings.position_ids", 1, Tokens);
        text.Add("embeddings.token_embedding.weight", Vocabulary, Width);
        text.Add("embeddings.position_embedding.weight", Tokens, Width);
        for (int i = 0; i < Layers; i++)
        {
            KeyList layer = text.At("encoder.layers").At(i);
            foreach (string projection in (string[])["k_proj", "v_proj", "q_proj", "out_proj"])
            {
                layer.At("self_attn").Linear(projection, Width, Width);
            }

            layer.Norm("layer_norm1", Width);
            layer.Linear("mlp.fc1", Inner, Width);
            layer.Linear("mlp.fc2", Width, Inner);
            layer.Norm("layer_norm2", Width);
        }

        text.Norm("final_layer_norm", Width);
    }
}
