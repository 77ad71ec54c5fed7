namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>How a block of pixels is foretold from its neighbours (RFC 6386, 12.3); whole macroblocks know the first four.</summary>
internal enum BlockMode
{
    Dc,
    TrueMotion,
    Vertical,
    Horizontal,
    RightDown,
    VerticalRight,
    LeftDown,
    VerticalLeft,
    HorizontalDown,
    HorizontalUp,
}
