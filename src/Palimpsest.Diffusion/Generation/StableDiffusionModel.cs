using System.Runtime.CompilerServices;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A Stable Diffusion 1.x checkpoint, opened and checked: its three networks described, its names for the infotext.</summary>
public sealed class StableDiffusionModel : IDisposable
{
    private readonly Checkpoint _file;
    private readonly Checkpoint? _vaeFile;
    private readonly bool _isView;

    private StableDiffusionModel(Checkpoint file, Checkpoint? vaeFile)
    {
        (_file, _vaeFile) = (file, vaeFile);
        Checkpoint composed = vaeFile is null ? file : file.WithVae(vaeFile);
        Weights = composed.Ledger();
        Text = ClipTextConfig.Infer(Weights.Weights);
        Denoiser = UNetConfig.Infer(Weights.Weights);
        Autoencoder = VaeConfig.Infer(Weights.Weights);
        Sees = (Denoiser.InChannels - Autoencoder.LatentChannels) switch
        {
            0 => PictureInput.None,
            int beside when beside == Autoencoder.LatentChannels => PictureInput.Picture,
            int beside when beside == Autoencoder.LatentChannels + 1 => PictureInput.MaskedPicture,
            _ => throw new CheckpointException(
                $"{Path.GetFileName(file.Path)} is {file.Kind.Phrase()}, but its network takes {Denoiser.InChannels} channels: expected 4 (plain), 9 (inpainting) or 8 (instruct-pix2pix). Use another checkpoint."),
        };

        // Describing the networks once asks for every tensor they need, so a file that lacks some fails here, with all of them named.
        new ClipTextEncoder(Text, Weights).Describe(1);
        new UNet(Denoiser, Weights).Describe(1, 8, 8, Text.Positions);
        DescribeAutoencoder();
        Tokens = new TokenEmbedding(Text, Weights);
        Weights.ThrowIfUnfit();
    }

    /// <summary>Another model's files and sizes with other weights.</summary>
    private StableDiffusionModel(StableDiffusionModel model, WeightLedger weights, ActiveNetworks networks)
    {
        (_file, _vaeFile, _isView) = (model._file, model._vaeFile, true);
        (Weights, Networks, Tokens, Colours) = (weights, networks, model.Tokens, model.Colours);
        (Text, Denoiser, Autoencoder, Sees) = (model.Text, model.Denoiser, model.Autoencoder, model.Sees);
        (ShortHash, VaeShortHash) = (model.ShortHash, model.VaeShortHash);
    }

    /// <summary>Another model with another autoencoder.</summary>
    private StableDiffusionModel(StableDiffusionModel model, ChosenAutoencoder autoencoder)
        : this(model, model.Weights.Replacing(VaeKeys.CheckpointPrefix, autoencoder.Weights), model.Networks)
    {
        (_vaeFile, VaeShortHash) = (autoencoder.File, autoencoder.ShortHash);
        (Autoencoder, Colours) = (VaeConfig.Infer(Weights.Weights), new StrongBox<LatentColours?>());
        if (Autoencoder.LatentChannels != model.Autoencoder.LatentChannels)
        {
            throw new CheckpointException(
                $"{VaeName} makes latents of {Autoencoder.LatentChannels} channels, but {FileName} takes {model.Autoencoder.LatentChannels}: choose an autoencoder for {Family}.");
        }

        DescribeAutoencoder();
        Weights.ThrowIfUnfit();
    }

    public WeightLedger Weights { get; }

    /// <summary>Those of adapters that act on it too.</summary>
    internal IEnumerable<Weight> AllWeights => Weights.Weights.Values.Concat(Networks.Hypernetworks.SelectMany(use => use.Network.Weights));

    /// <summary>What the denoising network sees beside the latent.</summary>
    public PictureInput Sees { get; }

    /// <summary>The adapters that act on it.</summary>
    internal ActiveNetworks Networks { get; } = ActiveNetworks.None;

    public ClipTextConfig Text { get; }

    public UNetConfig Denoiser { get; }

    public VaeConfig Autoencoder { get; }

    public TokenEmbedding Tokens { get; }

    /// <summary>What colours the autoencoder's latents have, once a job has found them; shared by all models with this autoencoder.</summary>
    internal StrongBox<LatentColours?> Colours { get; } = new();

    /// <summary>The file's name without extension, as infotexts call the model.</summary>
    public string Name => Path.GetFileNameWithoutExtension(_file.Path);

    /// <summary>The first ten digits of the file's SHA-256; null until <see cref="Hash"/> was called.</summary>
    public string? ShortHash { get; private set; }

    /// <summary>webui's short title: the name, and the hash once it is known.</summary>
    public string ShortTitle => ShortHash is null ? Name : $"{Name} [{ShortHash}]";

    /// <summary>The separate VAE's file name, or null.</summary>
    public string? VaeName => _vaeFile is null ? null : Path.GetFileName(_vaeFile.Path);

    public string? VaeShortHash { get; private set; }

    /// <summary>Opens and checks a checkpoint. Weights stay in the file until a plan packs them.</summary>
    /// <param name="path">A checkpoint of the SD 1.x family.</param>
    /// <param name="vaePath">A file whose VAE replaces the checkpoint's own, or null.</param>
    /// <exception cref="CheckpointException">A file is missing, damaged, hostile, or something else than it should be.</exception>
    public static StableDiffusionModel Open(string path, string? vaePath = null)
    {
        Checkpoint file = Checkpoint.Open(path);
        Checkpoint? vaeFile = null;
        try
        {
            file.RequireStableDiffusion1();
            vaeFile = vaePath is null ? null : Checkpoint.Open(vaePath);
            return new StableDiffusionModel(file, vaeFile);
        }
        catch
        {
            vaeFile?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>The family of models that adapters must be made for to fit.</summary>
    internal string Family => "Stable Diffusion 1";

    /// <summary>What the file is, in words.</summary>
    internal string KindPhrase => _file.Kind.Phrase();

    internal string FileName => Path.GetFileName(_file.Path);

    internal string FilePath => _file.Path;

    /// <summary>The separate VAE's file, or null.</summary>
    internal string? VaePath => _vaeFile?.Path;

    /// <summary>This model under the influence of adapters. It uses this one's files, so it is valid as long as they are, and needs no disposal.</summary>
    internal StableDiffusionModel With(WeightLedger weights, ActiveNetworks networks) => new(this, weights, networks);

    /// <summary>This model with another autoencoder; like <see cref="With"/> otherwise.</summary>
    /// <exception cref="CheckpointException">The autoencoder does not fit its architecture or the model.</exception>
    internal StableDiffusionModel With(ChosenAutoencoder autoencoder) => new(this, autoencoder);

    /// <summary>The autoencoder's tensors by their keys in a checkpoint: another file's, or for null the checkpoint's own.</summary>
    /// <exception cref="CheckpointException">The file holds no autoencoder.</exception>
    internal IReadOnlyDictionary<string, Weight> AutoencoderWeights(Checkpoint? vaeFile) => (vaeFile is null ? _file : _file.WithVae(vaeFile)).Weights
        .Where(pair => pair.Key.StartsWith(VaeKeys.CheckpointPrefix, StringComparison.Ordinal)).ToDictionary();

    /// <summary>Whether both are one checkpoint with one autoencoder, whatever acts on them.</summary>
    internal bool IsMadeOfSameFileAs(StableDiffusionModel other) => _file == other._file && _vaeFile == other._vaeFile;

    /// <summary>Finds the files' hashes for the infotext: from the cache, or by reading them, which takes seconds for a large one.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Hash(HashCache cache, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ShortHash ??= cache.Sha256(_file.Path, progress, cancellation)[..FileHash.CheckpointDigits];
        VaeShortHash ??= _vaeFile is null ? null : cache.Sha256(_vaeFile.Path, progress, cancellation)[..FileHash.CheckpointDigits];
    }

    public void Dispose()
    {
        if (_isView)
        {
            return;
        }

        _vaeFile?.Dispose();
        _file.Dispose();
    }

    private void DescribeAutoencoder()
    {
        var vae = new Vae(Autoencoder, Weights);
        vae.DescribeEncoder(1, 64, 64);
        vae.DescribeDecoder(1, 8, 8);
    }
}
