namespace Palimpsest.Compute;

/// <summary>Rows Start to End - 1 of a feature map. What a convolution reads may reach beyond the map's edges.</summary>
internal readonly record struct RowRange(int Start, int End)
{
    public int Count => End - Start;

    public static RowRange Whole(Value value) => new(0, RowsOf(value));

    /// <summary>Rows of [1,H,W,C], tokens of [1,L,C]; anything else is one row.</summary>
    public static int RowsOf(Value value) => value.Shape.Count > 2 ? value.Shape[1] : 1;

    /// <summary>Elements in a row.</summary>
    public static long ElementsOf(Value value) => value.Count / RowsOf(value);
}
