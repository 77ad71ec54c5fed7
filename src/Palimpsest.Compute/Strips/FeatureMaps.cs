namespace Palimpsest.Compute;

/// <summary>
/// The feature maps of a strip plan: stored in memory while the budget lasts, else in temporary files, from the node that writes them
/// until the last node that reads them. Normalised, resized and reshaped maps are not stored: they are computed from their source as
/// their rows are read.
/// </summary>
internal sealed class FeatureMaps(Graph graph, long budgetBytes, string temporaryFolder) : IDisposable
{
    private readonly Dictionary<Value, Node> _nodes = graph.Nodes.ToDictionary(node => node.Result);
    private readonly Dictionary<Value, (RowStore Store, long HeldBytes)> _stores = [];
    private readonly Dictionary<Value, RowNormaliser> _normalisers = [];
    private long _heldBytes;

    /// <summary>True for maps that are computed as they are read.</summary>
    public static bool IsDerived(Node node) => node is GroupNormNode or ResizeNearestNode or ReshapeNode;

    /// <summary>The stored map that a map is, or is computed from.</summary>
    public Value SourceOf(Value map) => _nodes[map] is var node && IsDerived(node) ? SourceOf(node.Inputs.Single()) : map;

    /// <summary>Makes room for a map.</summary>
    public void Create(Value map)
    {
        long lengthBytes = checked(map.Count * sizeof(float));
        bool fits = lengthBytes <= budgetBytes - _heldBytes;
        RowStore store = fits ? new MemoryRowStore(map.Count) : new FileRowStore(map.Count, temporaryFolder);
        _stores.Add(map, (store, fits ? lengthBytes : 0));
        _heldBytes += fits ? lengthBytes : 0;
    }

    /// <summary>Gives a stored map's room back.</summary>
    public void Release(Value map)
    {
        _stores.Remove(map, out (RowStore Store, long HeldBytes) entry);
        _heldBytes -= entry.HeldBytes;
        entry.Store.Dispose();
    }

    /// <summary>From now on rows of the normaliser's map can be read.</summary>
    public void Add(Value map, RowNormaliser normaliser) => _normalisers.Add(map, normaliser);

    public void Write(Value map, int firstRow, ReadOnlySpan<float> rows) =>
        _stores[map].Store.Write(firstRow * RowRange.ElementsOf(map), rows);

    /// <summary>Fills <paramref name="destination"/> with rows of the map; those beyond its edges come from the opposite edge.</summary>
    public void Read(Value map, RowRange rows, Span<float> destination)
    {
        int height = RowRange.RowsOf(map), row = (int)RowRange.ElementsOf(map);
        for (int start = rows.Start; start < rows.End;)
        {
            int inside = (start + height) % height;
            int count = Math.Min(rows.End - start, height - inside);
            ReadInside(map, new RowRange(inside, inside + count), destination.Slice((start - rows.Start) * row, count * row));
            start += count;
        }
    }

    public void Dispose()
    {
        foreach (Value map in _stores.Keys.ToArray())
        {
            Release(map);
        }
    }

    private void ReadInside(Value map, RowRange rows, Span<float> destination)
    {
        switch (_nodes[map])
        {
            case GroupNormNode norm:
                ReadInside(norm.X, rows, destination);
                _normalisers[map].NormaliseInPlace(destination);
                break;
            case ResizeNearestNode resize:
                ReadResized(resize, rows, destination);
                break;
            case ReshapeNode reshape when !IsDerived(_nodes[reshape.X]):
                _stores[reshape.X].Store.Read(rows.Start * RowRange.ElementsOf(map), destination);
                break;
            case ReshapeNode:
                throw new NotSupportedException("A normalised or resized map cannot be reshaped in strips: describe the reshaping first.");
            default:
                _stores[map].Store.Read(rows.Start * RowRange.ElementsOf(map), destination);
                break;
        }
    }

    /// <summary>Target pixel i takes source pixel floor(i · source / target), as <see cref="ResizeNearestNode"/> says.</summary>
    private void ReadResized(ResizeNearestNode resize, RowRange rows, Span<float> destination)
    {
        (int height, int width, int channels) = (resize.X.Shape[1], resize.X.Shape[2], resize.X.Channels);
        (int outHeight, int outWidth) = (resize.Result.Shape[1], resize.Result.Shape[2]);
        var source = new float[width * channels];
        int sourceRow = -1;
        for (int row = rows.Start; row < rows.End; row++)
        {
            Span<float> target = destination.Slice((row - rows.Start) * outWidth * channels, outWidth * channels);
            int needed = (int)((long)row * height / outHeight);
            if (needed == sourceRow)
            {
                destination.Slice((row - rows.Start - 1) * outWidth * channels, outWidth * channels).CopyTo(target);
                continue;
            }

            sourceRow = needed;
            ReadInside(resize.X, new RowRange(needed, needed + 1), source);
            for (int j = 0; j < outWidth; j++)
            {
                int column = (int)((long)j * width / outWidth);
                source.AsSpan(column * channels, channels).CopyTo(target.Slice(j * channels, channels));
            }
        }
    }
}
