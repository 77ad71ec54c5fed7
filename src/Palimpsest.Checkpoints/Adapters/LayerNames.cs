using System.Globalization;
using System.Text.RegularExpressions;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// Translates the names that adapters give to layers (diffusers' structure in kohya's spelling) to names of the ldm layout with underscores;
/// webui.md 7.4 has the table.
/// </summary>
internal static partial class LayerNames
{
    private static readonly Dictionary<string, string> ResnetParts = new()
    {
        ["conv1"] = "in_layers_2",
        ["conv2"] = "out_layers_3",
        ["norm1"] = "in_layers_0",
        ["norm2"] = "out_layers_0",
        ["time_emb_proj"] = "emb_layers_1",
        ["conv_shortcut"] = "skip_connection",
    };

    /// <summary>The names under which a layer may be known to a checkpoint, in the order in which they are tried.</summary>
    /// <param name="name">A layer's name in an adapter's file.</param>
    /// <param name="hasOpenClip">The checkpoint's only text encoder is OpenCLIP's (Stable Diffusion 2).</param>
    public static IEnumerable<string> Candidates(string name, bool hasOpenClip)
    {
        yield return Translate(name, hasOpenClip);
        if (name.Contains("lora_te1_text_model", StringComparison.Ordinal))
        {
            yield return name.Replace("lora_te1_text_model", "0_transformer_text_model", StringComparison.Ordinal);
            yield return name.Replace("lora_te1_text_model", "transformer_text_model", StringComparison.Ordinal);
        }

        yield return name.Replace("lora_unet", "diffusion_model", StringComparison.Ordinal);
        yield return name.Replace("oft_unet", "diffusion_model", StringComparison.Ordinal);
    }

    /// <summary>
    /// A PEFT or diffusers name with dots in kohya's spelling: "unet.down_blocks.0.…" is "lora_unet_down_blocks_0_…". Other names come back unchanged.
    /// webui ignores such names.
    /// </summary>
    public static string Undotted(string name) =>
        name.StartsWith("unet.", StringComparison.Ordinal) ? "lora_unet_" + name["unet.".Length..].Replace('.', '_')
        : name.StartsWith("text_encoder.", StringComparison.Ordinal) ? "lora_te_" + name["text_encoder.".Length..].Replace('.', '_')
        : name;

    private static string Translate(string name, bool hasOpenClip)
    {
        foreach ((string from, string to) in ((string, string)[])[("lora_unet_conv_in", "input_blocks_0_0"), ("lora_unet_conv_out", "out_2")])
        {
            if (name.StartsWith(from, StringComparison.Ordinal))
            {
                return $"diffusion_model_{to}{name[from.Length..]}";
            }
        }

        return TimeEmbedding().Match(name) is { Success: true } time ? $"diffusion_model_time_embed_{2 * Number(time, 1) - 2}{time.Groups[2].Value}"
            : Level().Match(name) is { Success: true } level ? Block(level)
            : Middle().Match(name) is { Success: true } middle ? MiddleBlock(middle)
            : Downsampler().Match(name) is { Success: true } down ? $"diffusion_model_input_blocks_{3 + 3 * Number(down, 1)}_0_op"
            : Upsampler().Match(name) is { Success: true } up ? $"diffusion_model_output_blocks_{2 + 3 * Number(up, 1)}_{(Number(up, 1) > 0 ? 2 : 1)}_conv"
            : TextLayer().Match(name) is { Success: true } text ? TextBlock(text, hasOpenClip)
            : name;
    }

    private static string Block(Match match)
    {
        int index = 3 * Number(match, 2) + Number(match, 4);
        bool isDown = match.Groups[1].Value == "down", isAttention = match.Groups[3].Value == "attentions";
        string block = isDown ? $"input_blocks_{1 + index}" : $"output_blocks_{index}";
        return $"diffusion_model_{block}_{(isAttention ? 1 : 0)}_{Part(match.Groups[5].Value, isAttention)}";
    }

    private static string MiddleBlock(Match match)
    {
        bool isAttention = match.Groups[1].Value == "attentions";
        int index = isAttention ? 1 : 2 * Number(match, 2);
        return $"diffusion_model_middle_block_{index}_{Part(match.Groups[3].Value, isAttention)}";
    }

    private static string Part(string part, bool isAttention) => isAttention ? part : ResnetParts.GetValueOrDefault(part, part);

    /// <summary>The first encoder keeps its names unless it is OpenCLIP's; the second always is.</summary>
    private static string TextBlock(Match match, bool hasOpenClip)
    {
        (string layer, string part, bool isSecond) = (match.Groups[2].Value, match.Groups[3].Value, match.Groups[1].Value == "2");
        if (!isSecond && !hasOpenClip)
        {
            return $"transformer_text_model_encoder_layers_{layer}_{part}";
        }

        string renamed = part.Contains("mlp_fc1", StringComparison.Ordinal) ? part.Replace("mlp_fc1", "mlp_c_fc", StringComparison.Ordinal)
            : part.Contains("mlp_fc2", StringComparison.Ordinal) ? part.Replace("mlp_fc2", "mlp_c_proj", StringComparison.Ordinal)
            : part.Replace("self_attn", "attn", StringComparison.Ordinal);
        return $"{(isSecond ? "1_" : "")}model_transformer_resblocks_{layer}_{renamed}";
    }

    private static int Number(Match match, int group) =>
        int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 1000 ? number : 1000;

    [GeneratedRegex(@"^lora_unet_time_embedding_linear_([0-9]+)(.*)$")]
    private static partial Regex TimeEmbedding();

    [GeneratedRegex(@"^lora_unet_(down|up)_blocks_([0-9]+)_(attentions|resnets)_([0-9]+)_(.+)$")]
    private static partial Regex Level();

    [GeneratedRegex(@"^lora_unet_mid_block_(attentions|resnets)_([0-9]+)_(.+)$")]
    private static partial Regex Middle();

    [GeneratedRegex(@"^lora_unet_down_blocks_([0-9]+)_downsamplers_0_conv$")]
    private static partial Regex Downsampler();

    [GeneratedRegex(@"^lora_unet_up_blocks_([0-9]+)_upsamplers_0_conv$")]
    private static partial Regex Upsampler();

    [GeneratedRegex(@"^lora_te(2?)_text_model_encoder_layers_([0-9]+)_(.+)$")]
    private static partial Regex TextLayer();
}
