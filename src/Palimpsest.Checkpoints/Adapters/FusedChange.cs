namespace Palimpsest.Checkpoints.Adapters;

/// <summary>The change of query, key and value of an attention that stores them as one matrix [3E,E]: three layers, one below the other.</summary>
internal sealed record FusedChange(IReadOnlyList<LayerChange> Parts) : IWeightChange
{
    public AdapterTensor Delta(AdapterTensor current)
    {
        int rows = current.Shape[0] / Parts.Count, width = current.Shape[1];
        var values = new List<float>(current.Count);
        for (int part = 0; part < Parts.Count; part++)
        {
            float[] slice = current.Values[(part * rows * width)..((part + 1) * rows * width)];
            values.AddRange(Parts[part].Delta(new AdapterTensor(slice, [rows, width], current.Type)).Values);
        }

        return new AdapterTensor([.. values], current.Shape, current.Type);
    }
}
