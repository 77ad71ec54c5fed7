using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;

namespace Palimpsest.Cli.Commands;

/// <summary>The options of the two outpainting scripts.</summary>
internal sealed class OutpaintingOptions
{
    private readonly Option<int?> _pixels = OptionOf.Number("--expand", "outpaint-mk2, poor-outpaint: webui's Pixels to expand.", 8, 256, 128);
    private readonly Option<int?> _blur = OptionOf.Number<int>("--outpaint-blur", "outpaint-mk2, poor-outpaint: webui's Mask blur. [default: 8 and 4]", 0, 64);
    private readonly Option<Directions?> _directions = OptionOf.Text<Directions?>("--directions", "outpaint-mk2, poor-outpaint: some of left, right, up, down, with commas; webui's Outpainting direction. [default: all]", "sides", Parse);
    private readonly Option<double?> _fallOff = OptionOf.Number<double>("--fall-off", "outpaint-mk2: webui's Fall-off exponent (lower=higher detail).", 0, 4, 1.0);
    private readonly Option<double?> _variation = OptionOf.Number<double>("--colour-variation", "outpaint-mk2: webui's Color variation.", 0, 1, 0.05);
    private readonly Option<MaskedContent?> _content = OptionOf.Text<MaskedContent?>("--outpaint-content", "poor-outpaint: fill, original, noise or nothing; webui's Masked content. [default: fill]", "content", ParseContent);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_pixels, _blur, _directions, _fallOff, _variation, _content])
        {
            command.Add(option);
        }
    }

    public OutpaintingMk2 Mk2(ParseResult result) => new()
    {
        Pixels = result.GetValue(_pixels)!.Value,
        MaskBlur = result.GetValue(_blur) ?? 8,
        Directions = result.GetValue(_directions) ?? Directions.All,
        FallOff = result.GetValue(_fallOff)!.Value,
        ColourVariation = result.GetValue(_variation)!.Value,
    };

    public PoorMansOutpainting PoorMans(ParseResult result) => new()
    {
        Pixels = result.GetValue(_pixels)!.Value,
        MaskBlur = result.GetValue(_blur) ?? 4,
        Directions = result.GetValue(_directions) ?? Directions.All,
        Content = result.GetValue(_content) ?? MaskedContent.Fill,
    };

    private static Directions? Parse(string text)
    {
        Directions all = Directions.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            all |= name.ToLowerInvariant() switch
            {
                "left" => Directions.Left,
                "right" => Directions.Right,
                "up" => Directions.Up,
                "down" => Directions.Down,
                _ => throw new FormatException($"'{name}' is none of left, right, up and down."),
            };
        }

        return all == Directions.None ? throw new FormatException("it must name at least one of left, right, up and down.") : all;
    }

    private static MaskedContent? ParseContent(string text) => text.ToLowerInvariant() switch
    {
        "fill" or "0" => MaskedContent.Fill,
        "original" or "1" => MaskedContent.Original,
        "noise" or "latent noise" or "2" => MaskedContent.LatentNoise,
        "nothing" or "latent nothing" or "3" => MaskedContent.LatentNothing,
        _ => throw new FormatException("it must be fill, original, noise or nothing."),
    };
}
