namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>Collects the keys and shapes of an architecture: a place in the key hierarchy, as <see cref="WeightScope"/> is for reading.</summary>
internal sealed class KeyList(List<(string Key, int[] Shape)> keys, string prefix = "")
{
    public KeyList At(string name) => new(keys, prefix.Length == 0 ? name : $"{prefix}.{name}");

    public KeyList At(int index) => At(index.ToString());

    public void Add(string name, params int[] shape) => keys.Add((prefix.Length == 0 ? name : $"{prefix}.{name}", shape));

    /// <summary>A weight of any shape and a bias as long as its first axis.</summary>
    public void WithBias(string name, params int[] shape)
    {
        At(name).Add("weight", shape);
        At(name).Add("bias", shape[0]);
    }

    public void Linear(string name, int outputs, int inputs) => WithBias(name, outputs, inputs);

    public void Norm(string name, int channels) => WithBias(name, channels);

    public void Conv(string name, int outputs, int inputs, int kernel) => WithBias(name, outputs, inputs, kernel, kernel);
}
