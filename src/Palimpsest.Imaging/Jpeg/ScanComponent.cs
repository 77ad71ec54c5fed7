namespace Palimpsest.Imaging.Jpeg;

/// <summary>A component's part in one scan.</summary>
internal sealed class ScanComponent(Component component, HuffmanDecodingTable? dc, HuffmanDecodingTable? ac)
{
    public Component Component { get; } = component;

    /// <summary>Null only where the scan codes no DC differences.</summary>
    public HuffmanDecodingTable? Dc { get; } = dc;

    /// <summary>Null only where the scan codes no AC coefficients.</summary>
    public HuffmanDecodingTable? Ac { get; } = ac;

    /// <summary>The last block's DC value, from which the next is predicted.</summary>
    public int DcPrediction { get; set; }
}
