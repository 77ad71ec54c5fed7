using Palimpsest.Compute;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The refiner of one job: its networks, and which passes it may take over in.</summary>
internal sealed class RefinerStage : IDisposable
{
    private readonly PassModels _models;
    private readonly Device _device;
    private readonly MemoryBudget _working;
    private readonly GenerationRequest _request;
    private readonly Refiner _refiner;
    private readonly WeightPacking _packing;
    private UNetPredictor? _predictor;
    private RefinedDenoiser? _last;

    public RefinerStage(PassModels models, Device device, MemoryBudget working, GenerationRequest request, Refiner refiner, WeightPacking packing)
    {
        (_models, _device, _working, _request, _refiner, _packing) = (models, device, working, request, refiner, packing);
        Coder = new PictureCoder(models.First.Model, device, request.Tiling, working, request.Settings, packing);
    }

    /// <summary>The refiner's autoencoder, which decodes what the refiner ended.</summary>
    public PictureCoder Coder { get; }

    /// <summary>webui's short title of the checkpoint.</summary>
    public string ShortTitle => _models.First.Model.ShortTitle;

    /// <summary>Whether it took over in the last pass that ran.</summary>
    public bool IsActive => _last?.HasSwitched == true;

    /// <summary>Whether it took over in any pass so far; infotexts tell it then.</summary>
    public bool HasTakenOver { get; private set; }

    /// <summary>Whether the settings admit it in a pass.</summary>
    public static bool MayTakeOver(GenerationRequest request, bool isHires) =>
        request.Hires is null || request.Settings.HiresRefinerPass == "both passes" || request.Settings.HiresRefinerPass == (isHires ? "second pass" : "first pass");

    /// <exception cref="GenerationException">Its network would not find room in a pass.</exception>
    public void RequireRoom(SamplingPass pass, bool isHires)
    {
        if (MayTakeOver(_request, isHires))
        {
            using UNetPredictor predictor = Predictor(isHires ? _models.Second : _models.First, pass, isHires, null, CancellationToken.None);
            predictor.RequireRoom();
        }
    }

    /// <summary>Gives back the working memory of the last pass that it took over in.</summary>
    public void ReleaseWorking()
    {
        _predictor?.Dispose();
        _predictor = null;
    }

    /// <summary>A pass's guidance with the hand-over in it, where the pass admits it.</summary>
    /// <param name="images">What the network sees beside each picture's latent.</param>
    public IGuidedDenoiser Around(
        CfgDenoiser main, SamplingPass pass, PromptTexts texts, int steps, int? hiresSteps, IReadOnlyList<float[]?> images, CancellationToken cancellation)
    {
        _last = null;
        ReleaseWorking();
        bool isHires = hiresSteps is not null;
        if (!MayTakeOver(_request, isHires))
        {
            return main;
        }

        CfgDenoiser Take()
        {
            HasTakenOver = true;
            IProgress<double>? progress = pass.Predictor.Progress;
            pass.Predictor.Dispose();
            (NetworkedModel taking, NetworkedModel idle) = isHires ? (_models.Second, _models.First) : (_models.First, _models.Second);
            NetworkedModel.Release(_device, idle.Model, taking.Model);
            _predictor = Predictor(taking, pass, isHires, progress, cancellation);
            EncodedPrompts prompts = taking.Encode(pass.Request, texts, steps, hiresSteps, _packing);
            return SamplingSetup.Denoiser(_predictor, prompts, images, pass.Plan, pass.Request, taking.Model);
        }

        return _last = new RefinedDenoiser(
            main,
            Take,
            _refiner.SwitchAt?.Value,
            pass.Sampler.Kind == SamplerKind.Timestep ? null : SamplingSetup.Table(pass.Sampler, _request.Settings),
            _request.Settings.RefinerSwitchBySteps ? pass.Plan.TotalSteps : null);
    }

    public void Dispose()
    {
        ReleaseWorking();
        Coder.Dispose();
    }

    private UNetPredictor Predictor(NetworkedModel taking, SamplingPass pass, bool isHires, IProgress<double>? progress, CancellationToken cancellation) =>
        new(taking.Model, _device, pass.Shape, pass.Request, isHires ? PassStart.HiresLatent : PassStart.Noise, _working)
        {
            Cancellation = cancellation,
            Progress = progress,
            Packing = _packing,
        };
}
