namespace Palimpsest.Diffusion.Scripts.Legends;

/// <summary>What stands above a column or beside a row.</summary>
internal sealed record GridLabel(IReadOnlyList<GridLine> Lines)
{
    public static GridLabel Of(string text) => new([new GridLine(text, IsActive: true)]);
}
