using System.CommandLine;
using Palimpsest.Checkpoints;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Cli.Commands;

/// <summary>The options that img2img, txt2img and plan share. Defaults are those of webui's page.</summary>
internal sealed class GenerationOptions(bool withPicture)
{
    /// <summary>webui's page offers 150 steps; the model knows 1000.</summary>
    private const int MaximumSteps = 1000;

    /// <summary>Pixels; larger pictures are made smaller and then enlarged.</summary>
    private const int LongestSide = 8192;

    private const string DefaultModels = "models";

    /// <summary>Pixels; of webui's page.</summary>
    private const int DefaultSide = 512;

    private readonly Option<string?> _model = new("--model", "-m") { Description = "The checkpoint: .safetensors, .ckpt or .pt, or the name or hash of one in --models-dir. Without one --from's is looked for there; else the small model of cartoon portraits that ships with the program is used.", HelpName = "file" };
    private readonly Option<string[]> _models = new("--models-dir")
    {
        Description = $"Where checkpoints lie that are named, by --model, --refiner or a picture of --from; may be given often. webui's ckpt-dir. [default: the model's folder, or {DefaultModels} here]",
        HelpName = "folder",
        DefaultValueFactory = _ => [],
    };

    private readonly PromptOptions _prompts = new();
    private readonly Option<PythonNumber> _denoise = OptionOf.Parameter("--denoise", "How much of the picture may change. webui's Denoising strength.", 0, 1, 0.75);
    private readonly Option<PythonNumber> _cfg = OptionOf.Parameter("--cfg", "How closely to follow the prompt. webui's CFG Scale.", 0, 100, 7);
    private readonly Option<PythonNumber> _imageCfg = OptionOf.Parameter("--image-cfg", "How closely instruct-pix2pix checkpoints keep to the picture; others do not use it. webui's Image CFG Scale, image_cfg_scale.", 0, 3, 1.5);
    private readonly Option<int?> _steps = OptionOf.Number("--steps", "How often the noise is taken back a little. webui's Sampling steps.", 1, MaximumSteps, 20);
    private readonly Option<string?> _sampler = OptionOf.Name("--sampler", $"{string.Join(", ", SamplerCatalog.All)}. webui's Sampling method.", text => SamplerCatalog.FindBoth(text, scheduler: null), "DPM++ 2M");
    private readonly Option<string?> _scheduler = OptionOf.Name("--scheduler", $"{string.Join(", ", SchedulerCatalog.All)}. webui's Schedule type. [default: Automatic, the sampler's own]", SchedulerCatalog.Find, defaultName: null);
    private readonly SeedOptions _seeds = new();
    private readonly RefinerOptions _refiner = new();
    private readonly Option<int?> _width = OptionOf.Number<int>("--width", "Pixels. webui's Width. [default: what the model names as its own, else 512]", 64, LongestSide);
    private readonly Option<int?> _height = OptionOf.Number<int>("--height", "Pixels. webui's Height. [default: what the model names as its own, else 512]", 64, LongestSide);
    private readonly Option<ResizeMode> _resizeMode = OptionOf.Text("--resize-mode", "How the picture is brought to that size: just (0), crop (1), fill (2), latent (3). webui's Resize mode. [default: just]", "mode", ResizeModes.Parse);
    private readonly Option<int?> _batchSize = OptionOf.Number("--batch-size", "Pictures made at once. webui's Batch size.", 1, 64, 1);
    private readonly Option<int?> _batchCount = OptionOf.Number("--batch-count", "Batches, one after the other. webui's Batch count.", 1, 10000, 1);
    private readonly Option<bool> _tiling = new("--tiling") { Description = "Pictures whose edges meet. webui's tiling. [default: false]" };
    private readonly Option<double?> _eta = OptionOf.Number<double>("--eta", "Fresh noise of ancestral samplers and DDIM. [default: webui's eta_ancestral 1, eta_ddim 0]", 0, 1);
    private readonly Option<string?> _rng = OptionOf.Text<string?>("--rng", "Whose random numbers: cpu, of webui on a processor, or nv, on an NVIDIA card. webui's randn_source. [default: cpu]", "source", ParseSource);
    private readonly Option<string?> _from = new("--from") { Description = "Repeat this picture, from what its file says: PNG, JPEG or WebP of this program, of webui or alike, or a text file with an infotext. Other options given here win.", HelpName = "picture" };
    private readonly Option<string[]> _fromSkip = new("--from-skip")
    {
        Description = "A field that --from does not take over, by its name in the file, such as Seed or Size; may be given often. webui's infotext_skip_pasting. [default: none]",
        HelpName = "field",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _fromAsWritten = new("--from-as-written") { Description = "With --from: turn nothing on that the version which made the picture did otherwise. webui's auto_backcompat false. [default: false]" };
    private readonly Option<int?> _threads = OptionOf.Number<int>("--threads", "Threads to compute with. [default: one for each processor]", 1, 1024);
    private readonly Option<long?> _memory = OptionOf.Text<long?>("--memory", "Do not use more, for example 6GB. [default: what is free]", "size", text => MemorySize.Parse(text));

    private readonly AdapterOptions _adapters = new();
    private readonly SettingOptions _settings = new(withPicture);

    public void AddTo(Command command)
    {
        _prompts.AddTo(command);
        Option[] options =
        [
            _model, _models, _from, _fromSkip, _fromAsWritten, _steps, _cfg, _sampler, _scheduler, _width, _height, _batchSize, _batchCount,
            _eta, _rng, _tiling, _threads, _memory,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }

        if (withPicture)
        {
            command.Add(_denoise);
            command.Add(_resizeMode);
            command.Add(_imageCfg);
        }

        _seeds.AddTo(command);
        _refiner.AddTo(command);
        _adapters.AddTo(command);
        _settings.AddTo(command);
    }

    /// <summary>The request, with a seed drawn if none was given. Files that it names must exist. The pictures to begin with are the caller's to add.</summary>
    public JobRequest Read(ParseResult result)
    {
        RepeatedRequest? from = result.GetValue(_from) is string picture ? RepeatedPicture.Read(picture, withPicture, Reading(result)) : null;
        if (from is null)
        {
            result.RefuseIdle(_from.Name, _fromSkip, _fromAsWritten);
        }

        string modelPath = ModelPath(result, from);
        GenerationRequest generation = _prompts.Apply(result, from?.Request ?? new GenerationRequest());
        (string withoutStyles, string negativeWithoutStyles) = (generation.Prompt, generation.NegativePrompt);
        generation = _prompts.ApplyStyles(result, generation);
        generation = _refiner.Apply(result, _seeds.Apply(result, ApplyNumbers(result, ApplySampler(result, ApplySize(result, generation, from, modelPath)))));
        NetworkFolders networks = _adapters.Folders(result, modelPath);
        CheckpointFiles checkpoints = Checkpoints(result, modelPath);
        List<string> unrepeatable = [.. from?.Unrepeatable ?? []];
        generation = from is null ? generation : FindWritten(generation, from, checkpoints, networks, unrepeatable);
        (string? vaePath, string? vae) = _adapters.Vae(result, modelPath, from?.Model.VaeName);
        return new JobRequest
        {
            Generation = generation with { Vae = vae, Settings = ApplySettings(result, generation.Settings), KnownStyles = _prompts.KnownStyles(result) },
            Variants = _prompts.Variants(result),
            Styles = _prompts.StyleNames(result),
            PromptWithoutStyles = withoutStyles,
            NegativePromptWithoutStyles = negativeWithoutStyles,
            MadeWith = from?.Model,
            Unrepeatable = unrepeatable,
            WrittenInpainting = from?.Inpainting,
            ModelPath = modelPath,
            CheckpointFolders = checkpoints.Folders,
            VaePath = vaePath,
            Networks = networks,
            Threads = result.GetValue(_threads),
            MemoryBytes = result.GetValue(_memory),
        };
    }

    private InfotextReading Reading(ParseResult result) => new()
    {
        AutoBackwardCompatibility = !result.GetValue(_fromAsWritten),
        SkippedKeys = InfotextReading.KeysOf(result.GetValue(_fromSkip)!),
    };

    /// <summary>The model that was asked for, or the repeated picture's own if it is here.</summary>
    private string ModelPath(ParseResult result, RepeatedRequest? from)
    {
        string[] folders = Folders(result);
        var files = new CheckpointFiles(folders, HashCache.ForUser());
        if (result.GetValue(_model) is string model)
        {
            bool isName = folders.Length > 0 && !File.Exists(model) && !Directory.Exists(model);
            return (isName ? files.Find(model) ?? files.FindByHash(model) : null) ?? InputFile.Existing(model, "The model");
        }

        return from?.Model.Locate(files) is string found ? found : EmbeddedModel.Locate();
    }

    private string[] Folders(ParseResult result)
    {
        string[] folders = result.GetValue(_models)!;
        return folders.FirstOrDefault(folder => !Directory.Exists(folder)) is string missing
            ? throw new CommandException($"--models-dir: the folder '{missing}' does not exist; check the name.")
            : folders.Length == 0 && Directory.Exists(DefaultModels) ? [DefaultModels] : folders;
    }

    private CheckpointFiles Checkpoints(ParseResult result, string modelPath) =>
        new([Path.GetDirectoryName(Path.GetFullPath(modelPath))!, .. Folders(result)], HashCache.ForUser());

    /// <summary>The request with the checkpoints and adapters of the repeated picture under the names that they have here.</summary>
    private static GenerationRequest FindWritten(
        GenerationRequest request, RepeatedRequest from, CheckpointFiles checkpoints, NetworkFolders networks, List<string> unrepeatable)
    {
        (request, IReadOnlyList<string> missing) = from.FindCheckpoints(request, checkpoints);
        (request, IReadOnlyList<string> others) = from.Networks.Find(request, new NetworkLibrary(networks, HashCache.ForUser()));
        unrepeatable.AddRange([.. missing, .. others]);
        return request;
    }

    private GenerationRequest ApplyNumbers(ParseResult result, GenerationRequest request)
    {
        request = request with
        {
            CfgScale = result.IsGiven(_cfg) ? result.GetValue(_cfg) : request.CfgScale,
            Steps = result.IsGiven(_steps) ? result.GetValue(_steps)!.Value : request.Steps,
            BatchSize = result.GetValue(_batchSize)!.Value,
            BatchCount = result.GetValue(_batchCount)!.Value,
            Tiling = result.IsGiven(_tiling) ? result.GetValue(_tiling) : request.Tiling,
        };
        return !withPicture ? request : request with
        {
            DenoisingStrength = result.IsGiven(_denoise) ? result.GetValue(_denoise) : request.DenoisingStrength,
            ResizeMode = result.GetValue(_resizeMode),
            ImageCfgScale = result.IsGiven(_imageCfg) ? result.GetValue(_imageCfg) : request.ImageCfgScale ?? result.GetValue(_imageCfg),
        };
    }

    /// <summary>The size that was asked for; a side that was not is the repeated picture's, the model's own, or webui's 512.</summary>
    private GenerationRequest ApplySize(ParseResult result, GenerationRequest request, RepeatedRequest? from, string modelPath)
    {
        (int? width, int? height) = (result.GetValue(_width), result.GetValue(_height));
        if (from is { HasSize: true })
        {
            (width, height) = (width ?? request.Width, height ?? request.Height);
        }

        if (width is null || height is null)
        {
            using Checkpoint file = Checkpoint.Open(modelPath);
            NativeResolution own = NativeResolution.Of(file.Metadata) ?? new NativeResolution(DefaultSide, DefaultSide);
            (width, height) = (width ?? own.Width, height ?? own.Height);
        }

        return request with { Width = width.Value, Height = height.Value };
    }

    private GenerationSettings ApplySettings(ParseResult result, GenerationSettings settings)
    {
        settings = result.GetValue(_eta) is double eta ? settings with { Eta = eta } : settings;
        return _settings.Apply(result, result.GetValue(_rng) is string source ? settings with { RandomSource = source } : settings);
    }

    /// <summary>webui's option randn_source.</summary>
    private static string ParseSource(string text) => text.ToUpperInvariant() switch
    {
        "CPU" => "CPU",
        "NV" => "NV",
        _ => throw new FormatException("it must be cpu or nv."),
    };

    /// <summary>"DPM++ 2M Karras" names both, as webui's older versions did; a different --scheduler beside it is a contradiction.</summary>
    private GenerationRequest ApplySampler(ParseResult result, GenerationRequest request)
    {
        if (!result.IsGiven(_sampler) && !result.IsGiven(_scheduler))
        {
            return request;
        }

        try
        {
            (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(
                result.IsGiven(_sampler) ? result.GetValue(_sampler)! : request.Sampler, result.GetValue(_scheduler));
            return request with { Sampler = sampler.Name, Scheduler = scheduler.Label };
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"--sampler: {exception.Message}.", ExitCode.Usage);
        }
    }
}
