namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>How pixels were changed before coding; values as stored.</summary>
internal enum TransformKind
{
    /// <summary>A pixel less what its neighbours foretell.</summary>
    Prediction,

    /// <summary>Red and blue less parts of green and red.</summary>
    CrossColour,

    /// <summary>Red and blue less green.</summary>
    SubtractGreen,

    /// <summary>Places in a table of colours.</summary>
    Palette,
}
