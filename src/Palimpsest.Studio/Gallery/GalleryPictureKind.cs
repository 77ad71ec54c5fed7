namespace Palimpsest.Studio.Gallery;

/// <summary>What a kept picture is.</summary>
public enum GalleryPictureKind
{
    Picture = 0,

    /// <summary>Several pictures of a job in one.</summary>
    Grid = 1,

    /// <summary>Where another picture is new.</summary>
    Mask = 2,

    /// <summary>The new part of another picture alone.</summary>
    MaskComposite = 3,

    /// <summary>Made of another picture without a job: enlarged, cleaned.</summary>
    Extra = 4,
}
