using System.Globalization;
using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// A hypernetwork's file, opened: for each width of an attention's source two small perceptrons, which change what keys and values are made of.
/// Tensors stay in the file; dispose it after the plans that use them.
/// </summary>
public sealed class Hypernetwork : IDisposable
{
    private const string DefaultStructure = "[1, 2, 1]";

    private readonly Checkpoint _file;
    private readonly bool _learnsSlope;
    private readonly Dictionary<int, (IReadOnlyList<HypernetworkLayer> Keys, IReadOnlyList<HypernetworkLayer> Values)> _bySize = [];

    private Hypernetwork(Checkpoint file)
    {
        _file = file;
        string name = file.Metadata.GetValueOrDefault("activation_func", "linear");
        _learnsSlope = HypernetworkActivations.LearnsSlope(name);
        Activation = ActivationNamed(name);
        ActivatesOutput = !file.Metadata.TryGetValue("activate_output", out string? output) || IsTrue(output);
        RequireStructure(file.Metadata.GetValueOrDefault("layer_structure", DefaultStructure));
        foreach (int size in Sizes())
        {
            _bySize[size] = (Layers(size, 0), Layers(size, 1));
        }

        if (_bySize.Count == 0)
        {
            throw Fault("it holds no networks under whole-numbered keys such as 768");
        }
    }

    public string Path => _file.Path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(_file.Path);

    /// <summary>Between the layers; none where each layer has its own <see cref="HypernetworkLayer.Slope"/>.</summary>
    public Activation Activation { get; }

    /// <summary>Whether <see cref="Activation"/> follows the last layer too.</summary>
    public bool ActivatesOutput { get; }

    /// <summary>Widths of attention sources that it changes.</summary>
    public IEnumerable<int> Widths => _bySize.Keys;

    /// <summary>All its tensors.</summary>
    public IEnumerable<Weight> Weights => _file.Weights.Values;

    /// <param name="path">The file.</param>
    /// <param name="acceptNewer">Whether to read what newer versions of torch wrote, which webui 1.10.1 refuses.</param>
    /// <exception cref="CheckpointException">The file is damaged, hostile, refused, or no hypernetwork that can be computed.</exception>
    public static Hypernetwork Open(string path, bool acceptNewer = false)
    {
        Checkpoint file = AdapterFile.Open(path, acceptNewer);
        try
        {
            return new Hypernetwork(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The layers for sources of a width, for keys and for values; null when it leaves that width alone.</summary>
    public (IReadOnlyList<HypernetworkLayer> Keys, IReadOnlyList<HypernetworkLayer> Values)? Find(int width) =>
        _bySize.TryGetValue(width, out (IReadOnlyList<HypernetworkLayer> Keys, IReadOnlyList<HypernetworkLayer> Values) layers) ? layers : null;

    public void Dispose() => _file.Dispose();

    private Activation ActivationNamed(string name)
    {
        try
        {
            return HypernetworkActivations.Find(name);
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException($"{System.IO.Path.GetFileName(_file.Path)}: it uses the activation function '{name}', {exception.Message}: the hypernetwork cannot be used.");
        }
    }

    private static bool IsTrue(string text) => text is "True" or "1";

    /// <summary>Widths as multiples of the source's must begin and end with 1, or the result would not fit.</summary>
    private void RequireStructure(string text)
    {
        string[] sizes = text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        if (sizes.Length < 2 || !IsOne(sizes[0]) || !IsOne(sizes[^1]))
        {
            throw Fault($"its layer structure is {text}, which must begin and end with 1");
        }

        static bool IsOne(string size) => double.TryParse(size, CultureInfo.InvariantCulture, out double value) && value == 1;
    }

    private IEnumerable<int> Sizes() => _file.Weights.Keys
        .Select(key => int.TryParse(key.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)
        .Where(size => size > 0).Distinct();

    /// <summary>
    /// The layers in the order of their numbers. A matrix is a linear layer, a single number the slope of its activation, a vector the normalisation after
    /// it; dropouts leave gaps in the numbers.
    /// </summary>
    private IReadOnlyList<HypernetworkLayer> Layers(int size, int part)
    {
        string prefix = $"{size}.{part}.linear";
        var layers = new List<HypernetworkLayer>();
        foreach (string index in Indices(prefix))
        {
            Weight weight = Get($"{prefix}{index}.weight");
            if (_learnsSlope && weight.Count == 1 && layers.Count > 0 && layers[^1] is { Slope: null, Gamma: null })
            {
                layers[^1] = layers[^1] with { Slope = weight.ToFloats()[0] };
                continue;
            }

            Weight bias = Get($"{prefix}{index}.bias");
            int inputs = layers.Count == 0 ? size : layers[^1].Bias.Shape[0];
            if (weight.Shape.Count == 1 && layers.Count > 0 && layers[^1].Gamma is null && weight.Count == inputs && bias.Count == inputs)
            {
                layers[^1] = layers[^1] with { Gamma = weight, Beta = bias };
            }
            else if (weight.Shape.Count == 2 && weight.Shape[1] == inputs && bias.Shape.Count == 1 && bias.Shape[0] == weight.Shape[0])
            {
                layers.Add(new HypernetworkLayer(weight, bias, null, null));
            }
            else
            {
                throw Fault($"the layer '{prefix}{index}' has a weight [{string.Join(',', weight.Shape)}] and a bias [{string.Join(',', bias.Shape)}] after {inputs} numbers");
            }
        }

        return layers.Count > 0 && layers[^1].Bias.Shape[0] == size
            ? layers
            : throw Fault($"the network '{size}.{part}' does not end with {size} numbers");
    }

    /// <summary>".0", ".1" … or, in the oldest files, "1", "2" …, by number.</summary>
    private IEnumerable<string> Indices(string prefix) => _file.Weights.Keys
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && key.EndsWith(".weight", StringComparison.Ordinal))
        .Select(key => key[prefix.Length..^".weight".Length])
        .OrderBy(index => int.TryParse(index.TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue);

    private Weight Get(string key) => _file.Weights.TryGetValue(key, out Weight? weight) ? weight : throw Fault($"the tensor '{key}' is missing");

    private CheckpointException Fault(string what) => new($"{System.IO.Path.GetFileName(_file.Path)}: {what}: the file is damaged or no hypernetwork.");
}
