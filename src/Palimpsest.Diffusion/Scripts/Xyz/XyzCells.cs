using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>The pictures of a plot by column, row and layer; row by row, layer by layer.</summary>
internal sealed class XyzCells(int columns, int rows, int layers)
{
    private readonly GeneratedPicture?[] _made = new GeneratedPicture?[checked(columns * rows * layers)];

    public int Columns => columns;

    public int Rows => rows;

    public int Layers => layers;

    public int Count => _made.Length;

    public List<string> Failures { get; } = [];

    public IEnumerable<GeneratedPicture> Made => _made.OfType<GeneratedPicture>();

    /// <summary>Null: it was not made.</summary>
    public GeneratedPicture? this[int index]
    {
        get => _made[index];
        set => _made[index] = value;
    }

    /// <summary>Column, row, layer.</summary>
    public int[] Place(int index) => [index % columns, index / columns % rows, index / (columns * rows)];
}
