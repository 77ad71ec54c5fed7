namespace Palimpsest.Studio.Gallery;

/// <summary>The pictures that were made, each with its settings and with those it came from.</summary>
public interface IGallery
{
    Task<GalleryPage> SearchAsync(GalleryQuery query, CancellationToken cancellation = default);

    /// <summary>Null when there is none.</summary>
    Task<GalleryPicture?> FindAsync(long id, CancellationToken cancellation = default);

    /// <summary>All pictures of a job in the order in which webui returns them: grids first, then each picture with its masks behind all pictures.</summary>
    Task<IReadOnlyList<GalleryPicture>> OfJobAsync(Guid jobId, CancellationToken cancellation = default);

    /// <summary>The pictures that one came from, the nearest first; the first line of ancestors where there are several.</summary>
    Task<IReadOnlyList<GalleryPicture>> AncestorsAsync(long id, CancellationToken cancellation = default);

    /// <summary>The pictures that were made from one directly.</summary>
    Task<IReadOnlyList<GalleryPicture>> ChildrenAsync(long id, CancellationToken cancellation = default);

    /// <summary>The names of all checkpoints that pictures were made with.</summary>
    Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancellation = default);

    /// <summary>Writes a picture's file, then keeps it.</summary>
    /// <exception cref="Imaging.PictureException">The file cannot be written.</exception>
    Task<GalleryPicture> AddAsync(GalleryAddition addition, CancellationToken cancellation = default);

    Task SetFavouriteAsync(long id, bool isFavourite, CancellationToken cancellation = default);

    /// <summary>
    /// Moves files to the bin's folder, from where they can come back, each with what was saved beside it (stages, masks, texts), and a job's filmstrip with the
    /// last of its pictures.
    /// </summary>
    Task MoveToBinAsync(IReadOnlyList<long> ids, CancellationToken cancellation = default);

    Task RestoreAsync(IReadOnlyList<long> ids, CancellationToken cancellation = default);

    /// <summary>Deletes what is in the bin for good and says how many.</summary>
    Task<int> EmptyBinAsync(CancellationToken cancellation = default);

    /// <summary>Writes the pictures' files as they are into a zip file. Those that are gone are left out.</summary>
    Task WriteZipAsync(IReadOnlyList<long> ids, Stream output, CancellationToken cancellation = default);

    /// <summary>A picture was added, changed or deleted: its number. Raised on any thread.</summary>
    event Action<long>? Changed;
}
