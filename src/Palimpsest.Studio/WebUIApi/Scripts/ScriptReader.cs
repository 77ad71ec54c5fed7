using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.WebUIApi.Scripts;

/// <summary>The scripts that a request names (webui.md 1.6, 11).</summary>
internal static class ScriptReader
{
    private static readonly string[] MaskedContents = ["fill", "original", "latent noise", "latent nothing"];
    private static readonly string[] Upscalers = ["None", "Lanczos", "Nearest"];

    /// <summary>The script that turns the request into several; null: none.</summary>
    /// <exception cref="WebUIException">There is none of that name.</exception>
    /// <exception cref="StudioRequestException">An argument is wrong.</exception>
    public static IScript? Read(string? name, JsonArray arguments, bool txt2Img)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        WebUIScript script = WebUIScript.OfTab(txt2Img).FirstOrDefault(known => !known.IsAlwaysOn && known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound(name);
        var values = new ScriptArguments(script, arguments);
        return script.Name switch
        {
            "x/y/z plot" => Xyz(values, txt2Img),
            "prompt matrix" => Matrix(values),
            "prompts from file or textbox" => Prompts(values),
            "loopback" => Loops(values),
            "sd upscale" => Upscale(values),
            "outpainting mk2" => Outpainting(values),
            "poor man's outpainting" => PoorMans(values),
            "img2img alternative test" => Alternative(values),
            _ => throw NotFound(name),
        };
    }

    /// <summary>The arguments of an always-on script, or null when the request does not have it.</summary>
    /// <param name="scripts">The request's "alwayson_scripts".</param>
    /// <exception cref="WebUIException">A name among them is unknown, or that of another kind of script.</exception>
    public static IReadOnlyList<JsonElement>? ReadAlwaysOn(JsonObject scripts, string wanted, bool txt2Img)
    {
        IReadOnlyList<JsonElement>? arguments = null;
        foreach ((string name, JsonNode? value) in scripts)
        {
            WebUIScript script = WebUIScript.OfTab(txt2Img).FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound(name);
            if (!script.IsAlwaysOn)
            {
                throw WebUIException.Http(422, "Cannot have a selectable script in the always on scripts params");
            }

            if (script.Name == wanted && (value as JsonObject)?["args"] is JsonArray args)
            {
                arguments = [.. args.Select(argument => JsonSerializer.SerializeToElement(argument))];
            }
        }

        return arguments;
    }

    private static WebUIException NotFound(string name) => WebUIException.Http(422, $"Script '{name}' not found");

    private static PromptMatrix Matrix(ScriptArguments values) => new()
    {
        PartsAtStart = values.Flag(0),
        DifferentSeeds = values.Flag(1),
        OfNegativePrompt = values.Choice(2, ["positive", "negative"]) == 1,
        JoinWithSpace = values.Choice(3, ["comma", "space"]) == 1,
        Margin = values.Integer(4),
    };

    private static PromptsFromFile Prompts(ScriptArguments values) => new()
    {
        IterateSeed = values.Flag(0),
        SameRandomSeed = values.Flag(1),
        InsertAtEnd = values.Choice(2, ["start", "end"]) == 1,
        Text = values.Text(3),
    };

    private static Loopback Loops(ScriptArguments values)
    {
        if (values.Choice(3, ["None", "CLIP", "DeepBooru"]) != 0)
        {
            throw new StudioRequestException("script_args[3] of 'loopback' asks for captions, but no interrogator is installed: send None.", "script_args");
        }

        return new Loopback
        {
            Loops = values.Integer(0),
            FinalDenoisingStrength = values.Number(1),
            Curve = Enum.GetValues<LoopbackCurve>().First(curve => curve.ToString() == Curves[values.Choice(2, Curves)]),
        };
    }

    private static readonly string[] Curves = ["Aggressive", "Linear", "Lazy"];

    private static SdUpscale Upscale(ScriptArguments values) => new()
    {
        TileOverlap = values.Integer(1),
        Upscaler = Upscalers[values.Choice(2, Upscalers)],
        ScaleFactor = values.Number(3),
    };

    private static OutpaintingMk2 Outpainting(ScriptArguments values) => new()
    {
        Pixels = values.Integer(1),
        MaskBlur = values.Integer(2),
        Directions = Sides(values.Texts(3)),
        FallOff = values.Number(4),
        ColourVariation = values.Number(5),
    };

    private static PoorMansOutpainting PoorMans(ScriptArguments values) => new()
    {
        Pixels = values.Integer(0),
        MaskBlur = values.Integer(1),
        Content = (MaskedContent)values.Choice(2, MaskedContents),
        Directions = Sides(values.Texts(3)),
    };

    private static Img2ImgAlternative Alternative(ScriptArguments values) => new()
    {
        OverrideSampler = values.Flag(1),
        OverridePrompt = values.Flag(2),
        OriginalPrompt = values.Text(3),
        OriginalNegativePrompt = values.Text(4),
        OverrideSteps = values.Flag(5),
        DecodeSteps = values.Integer(6),
        OverrideStrength = values.Flag(7),
        DecodeCfgScale = values.Number(8),
        Randomness = values.Number(9),
        SigmaAdjustment = values.Flag(10),
    };

    private static XyzPlot Xyz(ScriptArguments values, bool txt2Img) => new()
    {
        X = Axis(values, 0, txt2Img),
        Y = Axis(values, 3, txt2Img),
        Z = Axis(values, 6, txt2Img),
        DrawLegend = values.Flag(9),
        IncludeCells = values.Flag(10),
        IncludeSubGrids = values.Flag(11),
        KeepRandomSeeds = values.Flag(12),
        VarySeedsX = values.Flag(13),
        VarySeedsY = values.Flag(14),
        VarySeedsZ = values.Flag(15),
        Margin = values.Integer(16),
    };

    private static XyzValuesGiven Axis(ScriptArguments values, int first, bool txt2Img)
    {
        IReadOnlyList<XyzAxis> axes = XyzAxes.OfTab(txt2Img);
        XyzAxis axis = axes[values.Choice(first, [.. axes.Select(known => known.Label)])];
        bool asText = axis.Choices is null || values.Flag(17) || values.Texts(first + 2).Count == 0;
        return new XyzValuesGiven(axis, asText ? values.Text(first + 1) : string.Join(",", values.Texts(first + 2)));
    }

    private static Directions Sides(IReadOnlyList<string> names) => names.Aggregate(Directions.None, (all, name) => all | name.ToLowerInvariant() switch
    {
        "left" => Directions.Left,
        "right" => Directions.Right,
        "up" => Directions.Up,
        "down" => Directions.Down,
        _ => throw new StudioRequestException($"script_args names the direction '{name}', but there are left, right, up and down.", "script_args"),
    });
}
